package rest

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// graphCode is a code of Microsoft Graph's errors with its HTTP status.
type graphCode struct {
	code   string
	status int
}

// graphCodes are Graph's codes of the codes of GraphQL responses.
var graphCodes = map[models.Code]graphCode{
	models.BadUserInput:    {"invalidRequest", http.StatusBadRequest},
	models.Unauthenticated: {"unauthenticated", http.StatusUnauthorized},
	models.Forbidden:       {"accessDenied", http.StatusForbidden},
	models.NotFound:        {"itemNotFound", http.StatusNotFound},
	models.Conflict:        {"nameAlreadyExists", http.StatusConflict},
	models.PayloadTooLarge: {"invalidRequest", http.StatusRequestEntityTooLarge},
	models.QueryTooComplex: {"invalidRequest", http.StatusBadRequest},
	models.RateLimited:     {"activityLimitReached", http.StatusTooManyRequests},
	models.Unavailable:     {"serviceNotAvailable", http.StatusServiceUnavailable},
	models.Internal:        {"generalException", http.StatusInternalServerError},
}
