package rest

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/models"
)

// respond sends the response for the result of the operation.
func (x *exchange) respond(result *engine.Result, failure *engine.Failure) {
	switch {
	case failure != nil:
		x.Abort()
		x.respondError(failure.Err)
	case len(result.Errors) > 0:
		x.respondErrors(0, result.Errors)
	case x.status == http.StatusNoContent:
		x.SendEmpty(x.status)
	default:
		body, err := x.encode(result)
		if err != nil {
			x.Abort()
			x.respondError(err)
			return
		}
		x.Send(x.status, jsonType, body)
	}
}

// errNotFound is the error of a URL whose ids belong to no object, or do not belong
// together.
var errNotFound = models.Errorf(models.NotFound, "", "There is no object with this URL that the caller can see.")

// encode encodes the entity of a result.
func (x *exchange) encode(result *engine.Result) (*engine.Body, error) {
	data, err := x.data(result)
	if err != nil {
		return nil, err
	}
	defer data.Free()
	if err := x.check(data, x.match); err != nil {
		return nil, err
	}
	if x.during != nil {
		if err := x.during.check(data); err != nil {
			return nil, err
		}
	}
	id := ""
	body, err := x.Encode(func(w io.Writer) (err error) {
		id, err = writeEntity(w, data.Reader(), x.entity, x.representation())
		return err
	})
	switch {
	case errors.Is(err, errNoEntity):
		return nil, errNotFound
	case err == nil && x.location != "":
		x.w.Header().Set("Location", x.locationOf(id))
	}
	return body, err
}

func (x *exchange) representation() representation {
	r := representation{nextLink: x.nextLink}
	if x.query.selected != nil {
		r.selected = map[string]bool{}
		for _, name := range x.query.selected {
			r.selected[name] = true
		}
	}
	if wantsContext(x.r) {
		name := typePrefix + graphapi.TypeName(x.typeName)
		if x.isList {
			name = "Collection(" + name + ")"
		}
		r.context = x.publicURL + "/" + x.version + "/$metadata#" + name
	}
	return r
}

// locationOf returns the URL of what was created.
func (x *exchange) locationOf(id string) string {
	path := x.location
	if below, ok := strings.CutPrefix(path, groupPath); ok && x.parameters["groupId"] != "" && strings.HasPrefix(x.path, joinedGroupPath) {
		path = joinedGroupPath + below
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			value := x.parameters[strings.TrimSuffix(name, "}")]
			if segment == "{id}" {
				value = id
			}
			if isReserved(value) {
				segments[i-1] += "('" + url.PathEscape(strings.ReplaceAll(value, "'", "''")) + "')"
				segments[i] = ""
				continue
			}
			segments[i] = url.PathEscape(value)
		}
	}
	segments = slices.DeleteFunc(segments, func(segment string) bool { return segment == "" })
	return x.publicURL + "/" + x.version + "/" + strings.Join(segments, "/")
}

// isReserved reports whether an id must not be a segment of a path. Clients remove the segments
// . and .., and a segment that begins with $ may be one of OData, such as $ref.
func isReserved(id string) bool { return id == "." || id == ".." || strings.HasPrefix(id, "$") }

// textAt returns the text at a path of the data.
func textAt(data io.Reader, path []string) (string, error) {
	d := entityWriter{Decoder: jsontext.NewDecoder(data, jsontext.AllowDuplicateNames(true))}
	for _, name := range path {
		if err := d.enter(name); err != nil {
			return "", err
		}
	}
	if d.PeekKind() != '"' {
		return "", errNoEntity
	}
	token, err := d.ReadToken()
	return token.String(), err
}

// respondError sends a response for errors. Its status is that of a StatusError, or else
// that of the code.
func (x *exchange) respondError(causes ...error) {
	status := 0
	if withStatus, ok := errors.AsType[engine.StatusError](causes[0]); ok {
		status = withStatus.Status
	}
	x.respondErrors(status, x.Present(causes...))
}

// respondErrors sends a response for the worst of the errors. A status of 0 stands for that
// of its code.
func (x *exchange) respondErrors(status int, errs gqlerror.List) {
	worst, code := errs[0], codeOf(errs[0])
	for _, err := range errs[1:] {
		if codeOf(err).WorseThan(code) {
			worst, code = err, codeOf(err)
		}
	}
	if seconds, ok := worst.Extensions["retryAfter"].(int); ok {
		x.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	if status == 0 {
		status = graphapi.Status(code)
	}
	body, failed := x.EncodeErrors(func(w io.Writer, errs gqlerror.List) error {
		return graphapi.EncodeError(w, x.r, codeOf(errs[0]), argumentOf(errs[0]), x.messageOf(errs[0]))
	}, gqlerror.List{worst})
	if failed {
		status = http.StatusInternalServerError
	}
	x.Send(status, jsonType, body)
}

func codeOf(err *gqlerror.Error) models.Code {
	code, _ := err.Extensions["code"].(models.Code)
	return code
}

// argumentOf returns the argument of GraphQL that caused an error, or an empty text.
func argumentOf(err *gqlerror.Error) string {
	argument, _ := err.Extensions["argument"].(string)
	return argument
}

const jsonType = "application/json"
