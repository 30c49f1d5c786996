package gqlhttp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestAccept checks that the media type of the response is the accepted one with the
// highest weight. The default is application/json.
func TestAccept(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for accept, want := range map[string]string{
		"":                            jsonType,
		"*/*":                         jsonType,
		"application/*":               jsonType,
		jsonType:                      jsonType,
		responseType:                  responseType,
		"Application/JSON":            jsonType,
		"text/html, */*;q=0.1":        jsonType,
		jsonType + "," + responseType: responseType,
		jsonType + ";q=0.5, " + responseType + ";q=0.4":     jsonType,
		jsonType + ";q=0.4, " + responseType + ";q=0.5":     responseType,
		responseType + ";q=0, */*":                          jsonType,
		jsonType + `; profile="a,b"`:                        jsonType,
		jsonType + `;profile="a;q=0,b"; q=1`:                jsonType,
		responseType + `;x="\",",` + jsonType + `;q=0.5`:    responseType,
		`text/html;x=",` + jsonType + `,", ` + responseType: responseType,
		"text/html;x=\"" + jsonType + "\"":                  "",
		`text/html;x=",` + jsonType + `"`:                   "",
		`application/*;x="` + responseType + `"`:            jsonType,
		"*/*;q=0":                                           "",
		"text/html":                                         "",
		responseType + ";q=0":                               "",
		responseType + ";q=NaN":                             "",
		responseType + ";q=5":                               "",
		responseType + ";q=-1":                              "",
	} {
		t.Run(accept, func(t *testing.T) {
			r := gqlhttptest.NewPost(t, strings.NewReader(meQuery))
			if accept != "" {
				r.Header.Set("Accept", accept)
			}
			recorder, requestID := s.Do(r, auth.Local())
			if want == "" {
				if recorder.Code != http.StatusNotAcceptable {
					t.Errorf("status %d", recorder.Code)
				}
				checkRejected(t, recorder, "BAD_USER_INPUT", requestID)
				return
			}
			if got := recorder.Header().Get("Content-Type"); recorder.Code != http.StatusOK || got != want+"; charset=utf-8" {
				t.Errorf("status %d, Content-Type %q, want %q", recorder.Code, got, want)
			}
		})
	}
}
