package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// openAPIPath is the path of the description of the URLs of Microsoft Graph.
const openAPIPath = "/openapi.json"

// OpenAPI returns a handler that serves a document of OpenAPI. Clients may keep the
// document, and ask whether it has changed. The function document is called once, when a
// client first requests the document.
func OpenAPI(document func() []byte) http.Handler {
	tagged := sync.OnceValues(func() (text []byte, tag string) {
		text = document()
		digest := sha256.Sum256(text)
		return text, `"` + base64.RawURLEncoding.EncodeToString(digest[:]) + `"`
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeFailure(w, r, http.StatusMethodNotAllowed, models.BadUserInput, "The description of the API is read with GET.")
			return
		}
		text, tag := tagged()
		w.Header().Set("Content-Type", jsonType)
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
	})
}
