package gqlhttp

import (
	"context"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// errorList presents the errors of one request, up to a limit. Each has a path and a
// message, and a response could have one for each of its fields. Several goroutines may
// use it.
type errorList struct {
	presenter presenter
	limit     int

	mu    sync.Mutex
	kept  int
	worst models.Code
}

// present returns the result of presenter.present, or nil after the limit.
func (l *errorList) present(ctx context.Context, err error) *gqlerror.Error {
	e := l.presenter.present(ctx, err)
	if e == nil {
		return nil
	}
	code, _ := e.Extensions["code"].(models.Code)
	l.mu.Lock()
	defer l.mu.Unlock()
	if code.WorseThan(l.worst) {
		l.worst = code
	}
	if l.kept == l.limit {
		return nil
	}
	l.kept++
	return e
}

// code returns the worst code of all errors, also of those beyond the limit. It is empty
// if there are none.
func (l *errorList) code() models.Code {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.worst
}
