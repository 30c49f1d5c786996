package gqlhttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// presenter turns errors into those that clients receive.
type presenter struct{ logger *slog.Logger }

// present returns an error with its code and the request id. Clients receive the message
// of a *models.Error or of a validation rule. Any other error is logged, and clients
// receive INTERNAL.
func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	if errors.Is(err, errStopped) {
		return nil
	}
	e := graphql.DefaultErrorPresenter(ctx, err)
	argument := argumentOf(ctx, e)
	var refusal *models.Error
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		// The client closed the connection, which made the field fail. Nothing is logged.
		refusal = &models.Error{Code: models.Canceled, Message: "The client ended the request."}
	case errors.As(store.TranslateRead(err), &refusal) && refusal.Code != models.Internal:
		if refusal.Argument != "" {
			argument = refusal.Argument
		}
	case errors.As(context.Cause(ctx), &refusal): // the store ended the request's reads
	case ctx.Err() != nil:
		refusal = &models.Error{Code: models.Unavailable, Message: "The request took too long, and was ended.", RetryAfter: 1}
	case isRequestError(e):
		refusal = models.Invalid(argument, "%s", e.Message)
	case argument != "":
		refusal = models.Invalid(argument, "The argument %s has a value of another type than its own.", argument)
	default:
		p.logger.ErrorContext(ctx, "a field failed", "request_id", requestid.From(ctx), "path", e.Path.String(), "error", err)
		refusal = internalError(ctx)
	}
	if refusal.Code == models.Unavailable && errors.Unwrap(err) != nil {
		p.logger.WarnContext(ctx, "a field was unavailable", "request_id", requestid.From(ctx), "path", e.Path.String(), "error", err)
	}
	return &gqlerror.Error{
		Message:    refusal.Message,
		Path:       responsePath(ctx, e),
		Locations:  locationsOf(ctx, e, argument),
		Extensions: extensions(ctx, refusal, argument),
	}
}

func extensions(ctx context.Context, e *models.Error, argument string) map[string]any {
	x := map[string]any{"code": e.Code, "requestId": requestid.From(ctx)}
	if argument != "" {
		x["argument"] = argument
	}
	if e.RetryAfter > 0 {
		x["retryAfter"] = e.RetryAfter
	}
	maps.Copy(x, e.Extensions)
	return x
}

func internalError(ctx context.Context) *models.Error {
	return models.Errorf(models.Internal, "", "Internal error. Quote the request id %s.", requestid.From(ctx))
}

// isRequestError returns whether the error is from a validation rule.
func isRequestError(e *gqlerror.Error) bool { return e.Rule != "" }

// recoverPanic returns an error for the panic of a resolver.
func (p presenter) recoverPanic(_ context.Context, value any) error {
	return fmt.Errorf("panic: %v\n%s", value, debug.Stack())
}
