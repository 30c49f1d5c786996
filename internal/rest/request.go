package rest

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// read reads the request. It returns the variables of the document, except for parameters
// that are passed on as they are.
func (x *exchange) read() (variables map[string]any, err error) {
	if x.query, err = x.readOptions(); err != nil {
		return nil, err
	}
	if err := x.checkConditions(); err != nil {
		return nil, err
	}
	if x.idempotencyKey, err = engine.IdempotencyKey(x.r.Header); err != nil {
		return nil, err
	}
	variables = map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(x.parameters)) {
		if convert := x.convert[name]; convert != nil {
			if variables[name], err = convert(name, x.parameters[name]); err != nil {
				return nil, err
			}
		}
	}
	if x.query.top != "" {
		variables["first"] = x.query.top
	}
	if x.query.skipToken != "" {
		variables["after"] = x.query.skipToken
	}
	if x.query.action != "" {
		variables["action"] = x.query.action
	}
	if x.query.count {
		variables["count"] = true
	}
	if x.query.filter != "" {
		if variables["range"], err = x.readFilter(); err != nil {
			return nil, err
		}
	}
	if sent := x.query.orderBy; sent != "" {
		order, ok := x.orderBy[sent]
		if !ok {
			return nil, models.Invalid("$orderby", "$orderby must be %s here.", strings.Join(slices.Sorted(maps.Keys(x.orderBy)), " or "))
		}
		if x.declares("orderBy") {
			variables["orderBy"] = order
		}
	}
	if x.bodyType == nil || x.body != nil && len(x.body) == 0 && x.isBodyEmpty() {
		return variables, nil
	}
	body, err := x.readBody()
	if err != nil {
		return nil, err
	}
	if x.body == nil {
		variables["input"] = body
	}
	for member, variable := range x.body {
		value, sent := body[member]
		if !sent {
			continue
		}
		if limited, ok := value.(inDrive); ok {
			value, x.drive = limited.value, limited.drive
		}
		variables[variable] = value
	}
	return variables, nil
}

// isBodyEmpty reports whether the request has no body. A body of unknown length is read up to
// its first byte.
func (x *exchange) isBodyEmpty() bool {
	if x.r.ContentLength >= 0 {
		return x.r.ContentLength == 0
	}
	buffered := bufio.NewReader(x.r.Body)
	if _, err := buffered.Peek(1); errors.Is(err, io.EOF) {
		return true
	}
	x.r.Body = struct {
		io.Reader
		io.Closer
	}{buffered, x.r.Body}
	return false
}

// checkConditions rejects conditions of a change, because entities have no ETag and no time of
// their last change in headers. A client that sends a condition must not overwrite another
// change.
func (x *exchange) checkConditions() error {
	if x.method == http.MethodGet {
		return nil
	}
	for _, name := range []string{"If-Match", "If-None-Match", "If-Unmodified-Since"} {
		for _, value := range x.r.Header.Values(name) {
			// If-Match: * requires only that the entity exists.
			if value != "" && (value != "*" || name != "If-Match") {
				return models.Invalid(name, "The header %s is not supported here, because entities have no ETag.", name)
			}
		}
	}
	return nil
}

// readOptions reads the query options of the URL.
func (x *exchange) readOptions() (queryOptions, error) {
	o, err := parseQueryOptions(x.r.URL.RawQuery, x.options)
	if err != nil {
		return o, err
	}
	for _, name := range o.selected {
		if !slices.Contains(x.members, name) {
			return o, models.Invalid("$select", "$select names %s. The members here are %s.", models.Quote(name), strings.Join(x.members, ", "))
		}
	}
	return o, nil
}

// readFilter returns the option $filter as a DateTimeRangeInput.
func (x *exchange) readFilter() (map[string]any, error) {
	r, err := parseFilter(x.query.filter, x.filter)
	if err != nil {
		return nil, err
	}
	input := map[string]any{}
	if r.from != nil {
		input["from"] = r.from.String()
	}
	if r.before != nil {
		input["before"] = r.before.String()
	}
	return input, nil
}

// readBody reads the body of the request as a value of its type.
func (x *exchange) readBody() (input map[string]any, err error) {
	compression := engine.Gzip
	if x.isRepeated() {
		// Microsoft's client for Go repeats a compressed request without compression, with the
		// Content-Encoding of the first attempt.
		compression = engine.MislabeledGzip
	}
	err = x.ReadJSON(compression, func(text []byte) (err error) {
		x.retry = x.retryOf(text)
		decoded, err := strictjson.Decode(strictjson.Text{Bytes: text, Subject: "The request body"})
		if err != nil {
			return err
		}
		input = decoded.Map()
		x.chooseVariant(input)
		return bodyReader{x.engine.Schema(), x.ignored, x.rejected, x.convert}.read(input, x.bodyType)
	})
	return input, err
}

// wantsContext reports whether a request accepts responses only with all metadata.
func wantsContext(r *http.Request) bool {
	for _, accept := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(accept, ",") {
			if _, options, err := mime.ParseMediaType(part); err == nil && (options["odata.metadata"] == "full" || options["odata"] == "fullmetadata") {
				return true
			}
		}
	}
	return false
}

// nextLink returns the URL of the page after a cursor: the URL of the request with another
// $skiptoken.
func (x *exchange) nextLink(cursor string) string {
	query := ""
	for _, name := range slices.Sorted(maps.Keys(x.query.sent)) {
		if name != "$skiptoken" {
			query += name + "=" + escapeOption(x.query.sent[name]) + "&"
		}
	}
	query += "$skiptoken=" + escapeOption(cursor)
	return x.publicURL + x.r.URL.EscapedPath() + "?" + query
}

// escapeOption escapes the value of a query option. A space becomes %20 and not +, because
// some clients encode the sign + of a link again.
func escapeOption(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
