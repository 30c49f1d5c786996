package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// errTimeLimit is the error of a request whose time is over. A mutation of the request may have been
// committed already.
var errTimeLimit = &models.Error{
	Code: models.Unavailable,
	Message: "The request exceeded its time limit and was aborted. If it makes changes, they may still be stored. " +
		"To find out, repeat the request with the same ids or idempotency key.",
	RetryAfter: 1,
}

// presenter converts errors into the errors of a response.
type presenter struct{ logger *slog.Logger }

// present returns an error with its code and the request id. Clients receive the message
// of a *models.Error or of a validation rule. Any other error is logged, and clients
// receive INTERNAL.
func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	if errors.Is(err, errAborted) {
		return nil
	}
	located := err
	// The context of a list element has no field, and so no location.
	if field := graphql.GetFieldContext(ctx); field != nil && field.Field.Field != nil {
		// gqlgen adds no location to the error of a panic.
		located = graphql.AddFieldLocationToError(ctx, err)
	}
	e := graphql.DefaultErrorPresenter(ctx, located)
	var shown *models.Error
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		// The field failed because the client closed the connection. That is not logged.
		shown = &models.Error{Code: models.Canceled, Message: "The client closed the connection."}
	case errors.As(err, &shown) && shown.Code != models.Internal:
	case errors.As(context.Cause(ctx), &shown): // the store aborted the reads of the request
	case ctx.Err() != nil:
		shown = errTimeLimit
	case isRequestError(e):
		shown = models.Invalid("", "%s", e.Message)
	default:
		p.logger.ErrorContext(ctx, "a field failed", "request_id", requestid.From(ctx), "path", e.Path.String(), "error", err)
		shown = internalError(ctx)
	}
	if shown.Code == models.Unavailable && errors.Unwrap(err) != nil {
		p.logger.WarnContext(ctx, "a field failed with UNAVAILABLE", "request_id", requestid.From(ctx), "path", e.Path.String(), "error", err)
	}
	return &gqlerror.Error{
		Message:    shown.Message,
		Path:       e.Path,
		Locations:  e.Locations,
		Extensions: extensions(ctx, shown),
	}
}

func extensions(ctx context.Context, e *models.Error) map[string]any {
	x := map[string]any{"code": e.Code, "requestId": requestid.From(ctx)}
	if e.Argument != "" {
		x["argument"] = e.Argument
	}
	if e.RetryAfter > 0 {
		x["retryAfter"] = e.RetryAfter
	}
	maps.Copy(x, e.Extensions)
	return x
}

func internalError(ctx context.Context) *models.Error {
	return models.Errorf(models.Internal, "", "Internal error. Quote the request id %s when you report it.", requestid.From(ctx))
}

// isRequestError reports whether the error is from a validation rule.
func isRequestError(e *gqlerror.Error) bool { return e.Rule != "" }

// recoverPanic returns an error for a panic of a resolver.
func (p presenter) recoverPanic(_ context.Context, value any) error {
	return fmt.Errorf("panic: %v\n%s", value, debug.Stack())
}
