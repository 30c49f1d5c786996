package gqlhttp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestAcceptedRequests sends unusual requests that must not be rejected.
func TestAcceptedRequests(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	withType := func(contentType string) *http.Request {
		r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
		r.Header.Set("Content-Type", contentType)
		return r
	}
	body := func(text string) *http.Request { return gqlhttptest.NewPost(t, strings.NewReader(text)) }
	const me = `{"data":{"me":{"id":"~user~local-user"}}}`
	for name, c := range map[string]struct {
		request  *http.Request
		response string
	}{
		"UTF-8":                             {withType("application/json; charset=utf-8"), me},
		"upper case":                        {withType("Application/JSON; Charset=UTF-8"), me},
		"UTF-8 without a hyphen":            {withType("application/json; charset=utf8"), me},
		"UTF-8 in quotes":                   {withType(`application/json;charset="UTF8"`), me},
		"another parameter":                 {withType("application/json; odata.metadata=minimal; charset=utf-8"), me},
		"a byte order mark":                 {body("\ufeff" + meQuery), me},
		"a byte order mark and white space": {body("\ufeff\r\n" + meQuery), me},
		"variables of a GET with a byte order mark": {gqlhttptest.NewGet(t, url.Values{"query": {"query ($id: ID!) { node(id: $id) { id } }"}, "variables": {"\ufeff" + `{"id":"~user~local-user"}`}}), `{"data":{"node":{"id":"~user~local-user"}}}`},
		"null members":             {body(`{"query":"{ me { id } }","variables":null,"operationName":null,"extensions":null}`), me},
		"unknown members":          {body(`{"query":"{ me { id } }","id":1,"headers":{"Idempotency-Key":["x"]}}`), me},
		"white space":              {body("\r\n\t " + meQuery + " \n"), me},
		"the largest body":         {body(meQuery + strings.Repeat(" ", int(engine.DefaultLimits().BodyBytes)-len(meQuery))), me},
		"an operation by its name": {body(`{"query":"query A { groups { totalCount } } query B { me { id } }","operationName":"B"}`), me},
		"GET":                      {gqlhttptest.NewGet(t, url.Values{"query": {"query ($id: ID!) { node(id: $id) { id } }"}, "variables": {`{"id":"~user~local-user"}`}}), `{"data":{"node":{"id":"~user~local-user"}}}`},
		"GET of a query next to a mutation": {gqlhttptest.NewGet(t, url.Values{
			"query": {"query Q { me { id } } " + strings.Replace(createGroupMutation, "mutation", "mutation M", 1)}, "operationName": {"Q"},
		}), me},
		"all fields skipped": {body(`{"query":"{ me @skip(if: true) { id } }"}`), `{"data":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			recorder, _ := s.Do(c.request, auth.Local())
			if got := strings.TrimSpace(recorder.Body.String()); recorder.Code != http.StatusOK || got != c.response {
				t.Errorf("status %d, body %s", recorder.Code, got)
			}
		})
	}
}
