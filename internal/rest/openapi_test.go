package rest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/rest"
	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// operationOf returns the place of a route in the description.
func operationOf(route rest.TestedRoute) place {
	return place{"paths", route.Path, strings.ToLower(route.Method)}
}

// TestOpenAPIRoutes: the description has every path of every route, and no other.
func TestOpenAPIRoutes(t *testing.T) {
	d := describedBy(t, newItemServer(t).rest)
	var want, got []string
	for _, route := range rest.TestedRoutes() {
		want = append(want, strings.ToLower(route.Method)+" "+route.Path)
	}
	for path, item := range d.at("paths").(map[string]any) {
		for method := range item.(map[string]any) {
			got = append(got, method+" "+path)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the description has\n%s\n\nthe routes are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var servers []string
	for _, s := range d.at("servers").([]any) {
		servers = append(servers, s.(map[string]any)["url"].(string))
	}
	if !slices.Equal(servers, []string{publicURL + "/v1.0", publicURL + "/beta"}) {
		t.Errorf("the servers are %v", servers)
	}
}

// TestOpenAPIPaths: each parameter of a path is described.
func TestOpenAPIPaths(t *testing.T) {
	d := describedBy(t, newItemServer(t).rest)
	for _, route := range rest.TestedRoutes() {
		var got, want []string
		for _, p := range d.at(operationOf(route).in("parameters")...).([]any) {
			p := d.follow(p).(map[string]any)
			if p["description"] == nil {
				t.Errorf("%s %s: %v has no description", route.Method, route.Path, p["name"])
			}
			if p["in"] == "path" {
				got = append(got, p["name"].(string))
			}
		}
		for _, found := range parameter.FindAllStringSubmatch(route.Path, -1) {
			want = append(want, found[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s has the parameters %v", route.Method, route.Path, got)
		}
	}
}

// optionValues are values of the query options that have no list of values.
var optionValues = map[string][]string{"$top": {"1", "100"}, "$count": {"true", "false"}, "$skiptoken": nil}

// TestOpenAPIOptions: a route accepts the query options in its description with each of
// their values. It accepts no other option and no other value.
func TestOpenAPIOptions(t *testing.T) {
	s := newRouteServer(t)
	d := describedBy(t, s.rest)
	all := []string{"$top", "$skiptoken", "$count", "$select", "$filter", "$orderby", "action", "$expand", "$search", "$skip", "$format"}
	described := map[string]bool{}
	for _, route := range rest.TestedRoutes() {
		if route.Method != http.MethodGet {
			continue
		}
		path := fill(t, route, "", "")
		accepted := map[string][]string{}
		for _, p := range d.at(operationOf(route).in("parameters")...).([]any) {
			if p := d.follow(p).(map[string]any); p["in"] == "query" {
				accepted[p["name"].(string)] = valuesOf(p)
			}
		}
		for _, name := range all {
			values, ok := accepted[name]
			delete(accepted, name)
			if !ok {
				s.get(t, path+"?"+name+"=1").wantError(t, http.StatusBadRequest, "invalidRequest")
				continue
			}
			described[name] = true
			for _, value := range values {
				if got := s.get(t, path+"?"+name+"="+url.QueryEscape(value)); got.Code != http.StatusOK {
					t.Errorf("%s with %s=%s: %d %s", path, name, value, got.Code, got.Body)
				}
			}
			if name != "$skiptoken" {
				s.get(t, path+"?"+name+"=other").wantError(t, http.StatusBadRequest, "invalidRequest")
			}
		}
		if len(accepted) > 0 {
			t.Errorf("%s: the options %v were not tried", path, accepted)
		}
	}
	if len(described) != 7 {
		t.Errorf("the options %v are described", described)
	}
}

// valuesOf returns values that a query option accepts.
func valuesOf(option map[string]any) (values []string) {
	name, schema := option["name"].(string), option["schema"].(map[string]any)
	if items, ok := schema["items"].(map[string]any); ok {
		schema = items
	}
	if values, ok := optionValues[name]; ok {
		return values
	}
	if example, ok := option["example"].(string); ok {
		return []string{example}
	}
	for _, value := range schema["enum"].([]any) {
		values = append(values, value.(string))
	}
	return values
}

// TestOpenAPIPermissions: the permissions in the description of an operation are sufficient,
// and others are not.
func TestOpenAPIPermissions(t *testing.T) {
	names := []string{"Files.Read", "Files.Read.All", "Files.ReadWrite", "Files.ReadWrite.All", "Group.ReadWrite.All"}
	s := newRouteServer(t)
	d := describedBy(t, s.rest)
	for _, route := range rest.TestedRoutes() {
		sufficient := map[string]bool{}
		for _, requirement := range d.at(operationOf(route).in("security")...).([]any) {
			var together []string
			for _, name := range requirement.(map[string]any)["accessToken"].([]any) {
				together = append(together, name.(string))
			}
			sufficient[strings.Join(together, " ")] = true
		}
		if len(sufficient) == 0 {
			t.Errorf("%s %s needs no permission", route.Method, route.Path)
		}
		if route.IsOtherForm && route.Method != http.MethodGet {
			continue // it needs a new server, and executes the same operations
		}
		for permissions := range sufficient {
			if route.Method != http.MethodGet {
				s = newRouteServer(t)
			}
			caller := &auth.Principal{UserID: "jane", Scopes: auth.ScopesOf(strings.Fields(permissions)...)}
			if got := s.do(t, caller, route.Method, fill(t, route, "", ""), routeBodies[route.Document]); got.Code != route.Status {
				t.Errorf("%s %s with %s: %d %s", route.Method, route.Path, permissions, got.Code, got.Body)
			}
		}
		for _, name := range names {
			if !sufficient[name] {
				caller := &auth.Principal{UserID: "jane", Scopes: auth.ScopesOf(name)}
				s.do(t, caller, route.Method, fill(t, route, "", ""), routeBodies[route.Document]).wantError(t, http.StatusForbidden, "accessDenied")
			}
		}
	}
}

// TestOpenAPIExamples: the documented request and response are the examples of the
// documented route, and they are valid.
func TestOpenAPIExamples(t *testing.T) {
	d := describedBy(t, newItemServer(t).rest)
	documented := 0
	for _, route := range rest.TestedRoutes() {
		for _, in := range []place{{"requestBody"}, {"responses", "201"}} {
			body := operationOf(route).in(in...).in("content", "application/json")
			examples, _ := d.at(body.in("examples")...).(map[string]any)
			if (len(examples) > 0) != (route.Document == "CreateItemActivity") {
				t.Errorf("%s %s has the examples %v", route.Method, route.Path, examples)
			}
			for _, example := range examples {
				documented++
				value := example.(map[string]any)["value"]
				if err := d.validate(value, body.in("schema")...); err != nil {
					t.Error(err)
				}
				want := decode(t, map[string]string{"requestBody": documentedRequest, "responses": documentedResponse}[in[0]])
				if got, _ := json.Marshal(value); string(got) != marshal(t, want) {
					t.Errorf("the example is %s", got)
				}
			}
		}
	}
	if documented != 8 {
		t.Errorf("there are %d examples, want a request and a response of each of the 4 paths", documented)
	}
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOpenAPIErrors: the status of each error is described with its code, and the schema of
// errors has no other code.
func TestOpenAPIErrors(t *testing.T) {
	d := describedBy(t, newItemServer(t).rest)
	operation := place{"paths", "/groups/{groupId}", "patch", "responses"}
	var codes []string
	for _, known := range graphapi.StatusCodes() {
		status := marshal(t, known.Status)
		description, _ := d.at(operation.in(status, "description")...).(string)
		if !strings.Contains(description, "`"+known.Code+"`") {
			t.Errorf("the status %s is described as %q, without %s", status, description, known.Code)
		}
		codes = append(codes, known.Code)
	}
	var described []string
	for _, code := range d.at("components", "schemas", "mainError", "properties", "code", "enum").([]any) {
		described = append(described, code.(string))
	}
	slices.Sort(codes)
	slices.Sort(described)
	if codes = slices.Compact(codes); !slices.Equal(described, codes) {
		t.Errorf("the codes are %v, want %v", described, codes)
	}
}

// TestOpenAPIWithoutAuthentication: in development mode, a request needs no token.
func TestOpenAPIWithoutAuthentication(t *testing.T) {
	text, err := newItemServer(t).rest.OpenAPI("test", false)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct{ Security []map[string]any }
	}
	if err := json.Unmarshal(text, &document); err != nil || len(document.Paths) == 0 {
		t.Fatal(err)
	}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			if len(operation.Security) < 2 || len(operation.Security[0]) > 0 {
				t.Errorf("%s %s needs %v", method, path, operation.Security)
			}
		}
	}
}
