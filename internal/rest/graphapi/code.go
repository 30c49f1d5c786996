package graphapi

import (
	"net/http"

	"github.com/itemactivity/itemactivity/models"
)

// graphCode is an error code of Microsoft Graph with its HTTP status.
type graphCode struct {
	code   string
	status int
}

// graphCodes are Graph's codes for the codes of GraphQL responses. A conflict is about an id
// or a claim that is in use, for which Graph has nameAlreadyExists.
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

// Status returns the HTTP status of an error code.
func Status(code models.Code) int { return codeOf(code).status }

func codeOf(code models.Code) graphCode {
	if known, ok := graphCodes[code]; ok {
		return known
	}
	return graphCodes[models.Internal]
}
