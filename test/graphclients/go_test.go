package graphclients

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// createTemplate is the template of the documented path.
const createTemplate = "/groups/{group%2Did}/drive/activities/{itemActivityOLD%2Did}/driveItem/analytics/itemActivityStats/{itemActivityStat%2Did}/activities"

// documented returns the documented request of Microsoft Graph, or its response.
func documented(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../internal/rest/routes/examples/CreateItemActivity." + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// newCreation returns the documented request for a file of createFile.
func newCreation(t *testing.T, prefix, form string) *abstractions.RequestInformation {
	t.Helper()
	return withBody(newRequest(abstractions.POST, createTemplate+form,
		"group%2Did", prefix+"-group", "itemActivityOLD%2Did", prefix+"-activity", "itemActivityStat%2Did", "~allTime~"+prefix+"-file"), documented(t, "request"))
}

// wantDocumented wants the documented response, except for the id, which it returns.
func wantDocumented(t *testing.T, body string) string {
	t.Helper()
	var got, want map[string]any
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if err := json.Unmarshal([]byte(documented(t, "response")), &want); err != nil {
		t.Fatal(err)
	}
	id, _ := got["id"].(string)
	want["id"] = id
	if id == "" || !reflect.DeepEqual(got, want) {
		t.Errorf("the response is\n%s\nwant\n%v", body, want)
	}
	return id
}

// TestDocumentedRequest sends the documented request.
func TestDocumentedRequest(t *testing.T) {
	d := deploy(t)
	d.createFile(t, "seed")
	a := d.newAdapter(t, d.application)
	seen := map[string]bool{}
	for _, form := range []string{"", "/$ref"} {
		seen[wantDocumented(t, a.send(t, newCreation(t, "seed", form)))] = true
	}
	if stored := d.stored(t, "seed"); len(seen) != 2 || stored != 2 {
		t.Errorf("%d activities are stored, and the responses have %v", stored, seen)
	}
}

// TestRetry: the client repeats a request whose first attempt fails. One activity is stored,
// and the client gets it. The order of the client's middleware is random, so that its bodies
// are compressed before or after the repetition.
func TestRetry(t *testing.T) {
	d := deploy(t)
	requests := 0
	for _, kind := range []string{"lost", "unsent", "timeout"} {
		for round := range 4 {
			prefix := fmt.Sprintf("%s-%d", kind, round)
			d.createFile(t, prefix)
			r := newCreation(t, prefix, "")
			r.Headers.Add(faultHeader, kind+" "+prefix)
			if round%2 == 1 {
				// The client adds its own id to that of its caller.
				r.Headers.Add("client-request-id", "the same")
			}
			requests++
			wantDocumented(t, d.newAdapter(t, d.application).send(t, r))
			if stored := d.stored(t, prefix); stored != 1 {
				t.Errorf("%s: %d activities are stored, want 1", prefix, stored)
			}
		}
	}
	d.wantRetried(t, requests)
	for fault, attempts := range d.attempts {
		for _, header := range attempts {
			if header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%s: the client did not compress the body: %v", fault, header)
			}
		}
	}
}

// TestPages reads all pages of a list with the iterator of the client.
func TestPages(t *testing.T) {
	d := deploy(t)
	d.createFile(t, "list")
	const total = 60
	for n := range total {
		d.graphql(t, fmt.Sprintf(`mutation { createItemActivity(groupId: "list-group", activityId: "list-activity", statId: "~allTime~list-file", input: {
			id: "access-%d", access: {}, activityDateTime: "2020-01-01T00:%02d:00+03:00"
		}) { id } }`, n, n), new(any))
	}

	r := newRequest(abstractions.GET, "/groups/{group%2Did}/drive/items/{driveItem%2Did}/analytics/itemActivityStats/{itemActivityStat%2Did}/activities{?%24count,%24filter,%24orderby,%24select,%24top}",
		"group%2Did", "list-group", "driveItem%2Did", "list-file", "itemActivityStat%2Did", "~allTime~list-file")
	r.QueryParameters["%24filter"] = "activityDateTime ge 2020-01-01T00:05:00+03:00"
	r.QueryParametersAny["%24orderby"] = []string{"activityDateTime"}
	r.QueryParametersAny["%24select"] = []string{"id", "activityDateTime"}
	r.QueryParameters["%24top"], r.QueryParameters["%24count"] = "25", "true"
	a := d.newAdapter(t, d.user)
	first, err := a.Send(t.Context(), r, newPage, errorMappings)
	if err != nil {
		t.Fatal(err)
	}
	iterator, err := msgraphgocore.NewPageIterator[string](first, a, newPage)
	if err != nil {
		t.Fatal(err)
	}
	next := 5
	if err := iterator.Iterate(t.Context(), func(id string) bool {
		if want := fmt.Sprintf("access-%d", next); id != want {
			t.Errorf("the activity is %s, want %s", id, want)
		}
		next++
		return true
	}); err != nil {
		t.Error(err)
	}
	if next != total || first.(*page).count != total-5 {
		t.Errorf("the pages end before %d, and the count is %d", next, first.(*page).count)
	}
}

// TestErrors: errors have the form that the client expects.
func TestErrors(t *testing.T) {
	d := deploy(t)
	d.createFile(t, "error")
	for _, c := range []struct {
		token   string
		request *abstractions.RequestInformation
		status  int
		code    string
	}{
		{d.user, newCreation(t, "error", ""), 403, "accessDenied"},
		{d.application, newCreation(t, "unknown", ""), 404, "itemNotFound"},
		{d.application, newRequest(abstractions.GET, "/me"), 400, "invalidRequest"},
		{"x", newRequest(abstractions.GET, "/me"), 401, "unauthenticated"},
		{d.user, newRequest(abstractions.GET, "/me/joinedGroups{?%24expand}"), 400, "invalidRequest"},
	} {
		c.request.QueryParameters["%24expand"] = "drive"
		_, err := d.newAdapter(t, c.token).SendPrimitive(t.Context(), c.request, "[]byte", errorMappings)
		var failure *graphError
		if !errors.As(err, &failure) || failure.ResponseStatusCode != c.status || failure.code != c.code || failure.message == "" || failure.requestID != failure.ResponseHeaders.Get("request-id")[0] {
			t.Errorf("%s: the error is %#v, want %d %s", c.request.UrlTemplate, err, c.status, c.code)
		}
	}
	if stored := d.stored(t, "error"); stored != 0 {
		t.Errorf("%d activities are stored", stored)
	}
}

// TestBatch: a batch is rejected.
func TestBatch(t *testing.T) {
	d := deploy(t)
	a := d.newAdapter(t, d.user)
	batch := msgraphgocore.NewBatchRequest(a)
	if _, err := batch.AddBatchRequestStep(*newRequest(abstractions.GET, "/me")); err != nil {
		t.Fatal(err)
	}
	_, err := batch.Send(t.Context(), a)
	var failure *graphError
	if !errors.As(err, &failure) || failure.ResponseStatusCode != 404 || failure.code != "itemNotFound" || !strings.Contains(failure.message, "$batch") {
		t.Errorf("the error is %#v", err)
	}
}
