package gqlhttp

import (
	"context"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// errorList presents the errors of one request, and keeps as many of them as are
// sent: each has a path and a message, and an answer may have one for each of its
// fields. Fields that run at the same time may use it.
type errorList struct {
	presenter presenter
	limit     int

	mu    sync.Mutex
	kept  int
	worst models.Code
}

// present is presenter.present for the errors that are sent, and nil for all others.
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

// code is the worst of all errors, also of those that are not sent; empty where there
// are none.
func (l *errorList) code() models.Code {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.worst
}
