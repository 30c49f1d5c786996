package engine

import (
	"context"
	"log/slog"
	"sync"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// errorList presents the errors of one response, up to a limit. Without a limit, a
// response could have an error for each of its fields. An errorList is safe for concurrent
// use.
type errorList struct {
	presenter presenter
	limit     int

	mu    sync.Mutex
	kept  int
	worst models.Code
}

// present returns the result of presenter.present, or nil if the limit has been reached. Errors beyond the
// limit are not logged either, so that a request cannot flood the log.
func (l *errorList) present(ctx context.Context, err error) *gqlerror.Error {
	e := l.presenterNow().present(ctx, err)
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

// quiet is a presenter that logs nothing.
var quiet = presenter{slog.New(slog.DiscardHandler)}

// presenterNow returns the presenter of the next error.
func (l *errorList) presenterNow() presenter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == l.limit {
		return quiet
	}
	return l.presenter
}

// code returns the most severe code of all errors, including those beyond the limit. It is
// empty if there are no errors.
func (l *errorList) code() models.Code {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.worst
}
