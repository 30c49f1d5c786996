package graphapi

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// failure is the body of a response to a request that failed.
type failure struct {
	Error failureError `json:"error"`
}

type failureError struct {
	Code       string     `json:"code"`
	Message    string     `json:"message"`
	InnerError innerError `json:"innerError"`
}

type innerError struct {
	Date            string `json:"date"`
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id,omitempty"`
}

// dateForm is the form of the date in Graph's errors. The date is in UTC.
const dateForm = "2006-01-02T15:04:05"

// EncodeError writes an error in the form of Microsoft Graph. argument is the argument of GraphQL
// that caused the error, or empty.
func EncodeError(w io.Writer, r *http.Request, code models.Code, argument, message string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(failure{failureError{
		Code: codeOf(code, argument).code, Message: message,
		InnerError: innerError{
			Date: time.Now().UTC().Format(dateForm), RequestID: requestid.From(r.Context()), ClientRequestID: ClientRequestID(r),
		},
	}})
}
