package playground

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const script = "console.log('hello')"

var options = Options{Title: `a "title" & more`, Endpoint: "/graphql"}

func builtFiles(t *testing.T) fs.FS {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := io.WriteString(writer, script); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{
		"dist/index.html":                   {Data: []byte(`<title>{{title}}</title><div data-endpoint="{{endpoint}}">`)},
		"dist/playground/licenses.md.gz":    {Data: packed.Bytes()},
		"dist/playground/assets/a-1.js.gz":  {Data: packed.Bytes()},
		"dist/playground/assets/b-1.js.gz":  {Data: []byte("damaged")},
		"dist/playground/assets/f-1.woff2":  {Data: []byte("font")},
		"dist/playground/assets/secret.txt": {Data: []byte("not an asset")},
	}
}

// response is a response with its whole body.
type response struct {
	status int
	header http.Header
	length int64
	body   string
}

// send sends a request over a real connection, as the response recorder of net/http/httptest
// keeps the body of a response to HEAD. The client does not add Accept-Encoding by itself.
func send(t *testing.T, handler http.Handler, method, path, encoding string) response {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}

	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if encoding != "" {
		request.Header.Set("Accept-Encoding", encoding)
	}
	got, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{got.StatusCode, got.Header, got.ContentLength, string(body)}
}

func expectHeader(t *testing.T, got response, name, want string) {
	t.Helper()
	if value := got.header.Get(name); value != want {
		t.Errorf("%s is %q, want %q", name, value, want)
	}
}

func TestPage(t *testing.T) {
	got := send(t, newHandler(builtFiles(t), options), "GET", "/", "")

	want := `<title>a &#34;title&#34; &amp; more</title><div data-endpoint="/graphql">`
	if got.body != want {
		t.Errorf("the page is %s, want %s", got.body, want)
	}
	expectHeader(t, got, "Content-Type", "text/html; charset=utf-8")
	expectHeader(t, got, "Cache-Control", "no-cache")
}

func TestSecurityHeaders(t *testing.T) {
	handler := newHandler(builtFiles(t), options)
	for _, path := range []string{"/", "/playground/assets/a-1.js", "/playground/assets/none.js", "/none"} {
		got := send(t, handler, "GET", path, "")
		expectHeader(t, got, "Content-Security-Policy", "default-src 'none'; script-src 'self'; "+
			"style-src 'self' 'unsafe-inline'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; "+
			"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		expectHeader(t, got, "X-Content-Type-Options", "nosniff")
		expectHeader(t, got, "Referrer-Policy", "no-referrer")
		expectHeader(t, got, "Cross-Origin-Opener-Policy", "same-origin")
	}
}

func TestAssets(t *testing.T) {
	handler := newHandler(builtFiles(t), options)
	const immutable = "public, max-age=31536000, immutable"
	for path, want := range map[string]struct{ body, contentType, caching string }{
		"/playground/assets/a-1.js":    {script, "text/javascript; charset=utf-8", immutable},
		"/playground/assets/f-1.woff2": {"font", "font/woff2", immutable},
		"/playground/licenses.md":      {script, "text/plain; charset=utf-8", "no-cache"},
	} {
		got := send(t, handler, "GET", path, "")
		if got.status != http.StatusOK || got.body != want.body {
			t.Errorf("%s: status %d, body %s", path, got.status, got.body)
		}
		expectHeader(t, got, "Content-Type", want.contentType)
		expectHeader(t, got, "Cache-Control", want.caching)
	}
}

func TestCompression(t *testing.T) {
	handler := newHandler(builtFiles(t), options)
	for encoding, want := range map[string]string{
		"":                       "",
		"br":                     "",
		"gzip;q=0":               "",
		"gzip; q=0.000, br":      "",
		"x-gzip":                 "",
		"gzip":                   "gzip",
		"gzip, deflate, br":      "gzip",
		"br;q=1.0, gzip; q=0.8":  "gzip",
		"gzip;q=nonsense":        "",
		"deflate;q=0,gzip;q=0.1": "gzip",
	} {
		got := send(t, handler, "GET", "/playground/assets/a-1.js", encoding)
		expectHeader(t, got, "Content-Encoding", want)
		expectHeader(t, got, "Vary", "Accept-Encoding")
		body := got.body
		if want == "gzip" {
			unpacked, err := decompress([]byte(body))
			if err != nil {
				t.Errorf("Accept-Encoding %q: %v", encoding, err)
			}
			body = string(unpacked)
		}
		if body != script {
			t.Errorf("Accept-Encoding %q: the body is %q", encoding, body)
		}
	}
}

func TestStatus(t *testing.T) {
	handler := newHandler(builtFiles(t), options)
	for request, want := range map[string]int{
		"GET /none":                               http.StatusNotFound,
		"GET /index.html":                         http.StatusNotFound,
		"GET /playground/":                        http.StatusNotFound,
		"GET /playground/assets/":                 http.StatusNotFound,
		"GET /playground/assets/none.js":          http.StatusNotFound,
		"GET /playground/assets/a-1.js.gz":        http.StatusNotFound,
		"GET /playground/assets/secret.txt":       http.StatusNotFound,
		"GET /playground/online":                  http.StatusNotFound,
		"GET /playground/assets/b-1.js":           http.StatusInternalServerError,
		"POST /":                                  http.StatusMethodNotAllowed,
		"PUT /playground/assets/a-1.js":           http.StatusMethodNotAllowed,
		"GET /playground/%2e%2e/index.html":       http.StatusNotFound,
		"GET /playground/assets/..%2flicenses.md": http.StatusNotFound,
	} {
		method, path, _ := strings.Cut(request, " ")
		got := send(t, handler, method, path, "")
		if got.status != want {
			t.Errorf("%s: status %d, want %d", request, got.status, want)
		}
		if want == http.StatusMethodNotAllowed {
			expectHeader(t, got, "Allow", "GET, HEAD")
		}
		if got.header.Get("Cache-Control") != "" {
			t.Errorf("%s: the error has a Cache-Control header", request)
		}
	}
}

func TestHead(t *testing.T) {
	handler := newHandler(builtFiles(t), options)
	for _, path := range []string{"/", "/playground/assets/a-1.js", "/playground/assets/f-1.woff2"} {
		want := int64(len(send(t, handler, "GET", path, "").body))
		got := send(t, handler, "HEAD", path, "")
		if got.status != http.StatusOK || got.body != "" || got.length != want {
			t.Errorf("HEAD %s: status %d, length %d, want %d", path, got.status, got.length, want)
		}
	}
}

func TestPageWithoutBuild(t *testing.T) {
	handler := newHandler(fstest.MapFS{"dist/.gitkeep": {}}, options)

	got := send(t, handler, "GET", "/", "")
	expectHeader(t, got, "Content-Type", "text/html; charset=utf-8")
	for _, want := range []string{"make playground", "internet", `src="/playground/online"`, "&#34;title&#34;"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the page does not contain %q", want)
		}
	}

	got = send(t, handler, "GET", "/playground/online", "")
	if got.status != http.StatusOK || !strings.Contains(got.body, "graphiql.min.js") {
		t.Errorf("gqlgen's page: status %d", got.status)
	}
	expectHeader(t, got, "X-Content-Type-Options", "nosniff")

	if got := send(t, handler, "POST", "/", ""); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", got.status)
	}
	if got := send(t, handler, "GET", "/playground/assets/a-1.js", ""); got.status != http.StatusNotFound {
		t.Errorf("an asset: status %d", got.status)
	}
}

var elsewhere = regexp.MustCompile(`(?:src|href)="(?:https?:)?//`)

// TestBuild tests the built page, if there is one.
func TestBuild(t *testing.T) {
	if !Built() {
		t.Skip("the page was not built: run make playground")
	}
	handler := Handler(options)
	page := send(t, handler, "GET", "/", "").body
	if found := elsewhere.FindString(page); found != "" {
		t.Errorf("the page loads from another origin: %s", found)
	}
	if strings.Contains(page, "{{") {
		t.Error("the page has placeholders that are not filled in")
	}

	err := fs.WalkDir(embedded, "dist/playground", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path := strings.TrimSuffix(strings.TrimPrefix(name, "dist"), ".gz")
		got := send(t, handler, "GET", path, "gzip")
		if got.status != http.StatusOK {
			t.Errorf("%s: status %d", path, got.status)
		}
		if strings.HasSuffix(path, ".map") {
			t.Errorf("%s is a source map", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, path := range regexp.MustCompile(`/playground/[^"]+`).FindAllString(page, -1) {
		if got := send(t, handler, "GET", path, ""); got.status != http.StatusOK {
			t.Errorf("%s, which the page uses: status %d", path, got.status)
		}
	}
}
