package graphapi

import (
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

// graphCode is an error code of Microsoft Graph with its HTTP status.
type graphCode struct {
	code   string
	status int
}

// graphCodes are Graph's codes for the codes of GraphQL responses. The code of some conflicts
// is that of stateConflict.
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

// stateConflict is the code of a conflict with the state of an object, such as the renaming of a
// deleted item. Another id or name does not resolve it, so its code is not that of the other
// conflicts: an id, an idempotency key or a claim that is in use.
var stateConflict = graphCode{"notAllowed", http.StatusConflict}

// Status returns the HTTP status of an error code.
func Status(code models.Code) int { return codeOf(code, "").status }

// codeOf returns the code of an error that an argument of GraphQL caused. argument may be empty.
func codeOf(code models.Code, argument string) graphCode {
	if code == models.Conflict && namesExisting(argument) {
		return stateConflict
	}
	if known, ok := graphCodes[code]; ok {
		return known
	}
	return graphCodes[models.Internal]
}

// namesExisting reports whether an argument is the id of an object that the request does not
// create.
func namesExisting(argument string) bool {
	name := argument[strings.LastIndexByte(argument, '.')+1:]
	return name == "driveItemId" || name == "parentId"
}
