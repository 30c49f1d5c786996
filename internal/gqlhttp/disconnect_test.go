package gqlhttp_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// TestClientDisconnects checks that a client that disconnects causes no warning in the log,
// and that the operation has the code CANCELED.
func TestClientDisconnects(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		largeQuery, createGroupBody("gone"), meQuery, bulkOf(2000, ""), `{"query":"{ nothing }"}`,
	} {
		ctx, leave := context.WithCancel(auth.WithPrincipal(t.Context(), auth.Local()))
		ctx, o := operation.With(ctx)
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", jsonType)
		leave()
		recorder := httptest.NewRecorder()
		s.Handler.ServeHTTP(recorder, r)
		if recorder.Code != 499 || recorder.Body.Len() > 0 || o.Code != models.Canceled || o.Duration != 0 {
			t.Errorf("%.80s: status %d, body %s, operation %+v", body, recorder.Code, recorder.Body, o)
		}
	}
	if log := s.Log.String(); strings.Contains(log, "WARN") || strings.Contains(log, "ERROR") {
		t.Errorf("the log has\n%s", log)
	}
}

// bulkOf returns a request with a bulk mutation. Each row has the stat.
func bulkOf(rows int, stat string) string {
	row := `{"groupId":"example-group","activityId":"example-activity","statId":"` + stat + `","input":{"access":{}}}`
	return `{"query":"mutation ($i: [CreateItemActivityInput!]!) { createItemActivities(inputs: $i, atomic: false) { error { code } } }",` +
		`"variables":{"i":[` + strings.Repeat(row+",", rows-1) + row + `]}}`
}
