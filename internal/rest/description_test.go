package rest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/itemactivity/itemactivity/internal/rest"
)

// description is the OpenAPI document of a server. All servers of the tests have the same.
type description struct {
	document map[string]any
	compiler *jsonschema.Compiler
	mu       sync.Mutex
}

var (
	described     *description
	describedOnce sync.Once
)

// describedBy returns the description of a server.
func describedBy(tb testing.TB, h *rest.Handler) *description {
	tb.Helper()
	describedOnce.Do(func() {
		text, err := h.OpenAPI("test", true)
		if err != nil {
			tb.Fatal(err)
		}
		d := &description{compiler: jsonschema.NewCompiler()}
		if err := json.Unmarshal(text, &d.document); err != nil {
			tb.Fatal(err)
		}
		closeObjects(d.at("components", "schemas"))
		d.compiler.DefaultDraft(jsonschema.Draft2020)
		d.compiler.AssertFormat()
		if err := d.compiler.AddResource(documentURL, d.document); err != nil {
			tb.Fatal(err)
		}
		described = d
	})
	if described == nil {
		tb.Fatal("there is no OpenAPI document")
	}
	return described
}

const documentURL = "https://files.example/openapi.json"

// closeObjects forbids members that the description does not have. A client must accept
// them, because a later version of the server may have them.
func closeObjects(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, open := v["additionalProperties"]; v["type"] == "object" && !open {
			v["additionalProperties"] = false
		}
		for _, below := range v {
			closeObjects(below)
		}
	case []any:
		for _, below := range v {
			closeObjects(below)
		}
	}
}

// place is a path in the document.
type place []string

// in returns a place in a place.
func (p place) in(names ...string) place { return slices.Concat(p, names) }

// at returns the value at a path of the document, or nil. References are followed.
func (d *description) at(path ...string) any {
	var value any = d.document
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = d.follow(object[name])
	}
	return value
}

// follow returns what a reference refers to, and other values as they are.
func (d *description) follow(value any) any {
	object, _ := value.(map[string]any)
	ref, ok := object["$ref"].(string)
	if !ok {
		return value
	}
	return d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
}

// validate validates a value by the schema at a path of the document.
func (d *description) validate(value any, path ...string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at(path...) == nil {
		return fmt.Errorf("the document has nothing at %s", strings.Join(path, " "))
	}
	pointer := ""
	var at any = d.document
	for _, name := range path {
		object, _ := at.(map[string]any)
		if ref, ok := object["$ref"].(string); ok {
			pointer, object = strings.TrimPrefix(ref, "#"), d.follow(at).(map[string]any)
		}
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		at = object[name]
	}
	schema, err := d.compiler.Compile(documentURL + "#" + (&url.URL{Fragment: pointer}).EscapedFragment())
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// check checks a request and its response. route is empty if there is no such path.
func (d *description) check(tb testing.TB, r *http.Request, body, route string, got *httptest.ResponseRecorder) {
	tb.Helper()
	fail := func(format string, args ...any) {
		tb.Helper()
		tb.Errorf("%s %s with %s: %d %s: %s", r.Method, r.URL, body, got.Code, got.Body, fmt.Sprintf(format, args...))
	}
	if r.Method == http.MethodHead {
		return // it has no body
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(route, "/"), "/")
	operation := place{"paths", "/" + path, strings.ToLower(r.Method)}
	if route == "" || d.at(operation...) == nil {
		if err := d.validate(decode(tb, got.Body.String()), "components", "schemas", "odataError"); err != nil || got.Code < http.StatusBadRequest {
			fail("the request is not described (%v)", err)
		}
		return
	}
	status := strconv.Itoa(got.Code)
	if d.at(operation.in("responses", status)...) == nil {
		if status = "default"; got.Code < http.StatusBadRequest {
			fail("the status is not described")
		}
	}
	response := operation.in("responses", status)
	content := d.at(response.in("content")...)
	if (content == nil) != (got.Body.Len() == 0) {
		fail("the description has the content %v", content)
	} else if content != nil {
		mediaType, _, err := mime.ParseMediaType(got.Header().Get("Content-Type"))
		if err != nil {
			fail("%v", err)
		}
		if err := d.validate(decode(tb, got.Body.String()), response.in("content", mediaType, "schema")...); err != nil {
			fail("%v", err)
		}
	}
	for _, name := range []string{"Location", "Retry-After", "WWW-Authenticate"} {
		header, _ := d.at(response.in("headers", name)...).(map[string]any)
		if sent := got.Header().Get(name) != ""; sent && header == nil || !sent && header["required"] == true {
			fail("the header %s is sent: %v, and its description is %v", name, sent, header)
		}
	}
	if got.Code < http.StatusBadRequest {
		if err := d.checkRequest(tb, r, body, operation); err != nil {
			fail("%v", err)
		}
	}
}

// checkRequest checks a request that was successful.
func (d *description) checkRequest(tb testing.TB, r *http.Request, body string, operation place) error {
	tb.Helper()
	described, _ := d.at(operation.in("requestBody")...).(map[string]any)
	if described == nil && body != "" || body == "" && described["required"] == true {
		return fmt.Errorf("the body is described as %v", described)
	}
	if body != "" && r.Header.Get("Content-Encoding") == "" {
		if err := d.validate(decode(tb, body), operation.in("requestBody", "content", "application/json", "schema")...); err != nil {
			return err
		}
	}
	for name, values := range r.URL.Query() {
		if err := d.checkOption(name, values[0], operation); err != nil {
			return fmt.Errorf("the option %s: %w", name, err)
		}
	}
	return nil
}

// plusAsSpace matches the offset of a time whose sign + was not encoded. It arrives as a
// space, which the server accepts.
var plusAsSpace = regexp.MustCompile(`(T[\d:.]+) (\d\d:\d\d)`)

// checkOption checks the value of a query option. The case of its name does not matter.
func (d *description) checkOption(name, text string, operation place) error {
	parameters, _ := d.at(operation.in("parameters")...).([]any)
	for _, p := range parameters {
		parameter := d.follow(p).(map[string]any)
		if parameter["in"] != "query" || parameter["name"] != strings.ToLower(name) {
			continue
		}
		schema := parameter["schema"].(map[string]any)
		var value any = plusAsSpace.ReplaceAllString(text, "$1+$2")
		switch schema["type"] {
		case "integer", "boolean":
			if err := json.Unmarshal([]byte(text), &value); err != nil {
				return err
			}
		case "array":
			list := []any{}
			for element := range strings.SplitSeq(text, ",") {
				list = append(list, strings.TrimSpace(element))
			}
			value = list
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(documentURL, schema); err != nil {
			return err
		}
		compiled, err := compiler.Compile(documentURL)
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
	return errors.New("it is not described")
}

// decode decodes JSON for the validation.
func decode(tb testing.TB, text string) any {
	tb.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	if err != nil {
		tb.Errorf("%v in %q", err, text)
	}
	return value
}
