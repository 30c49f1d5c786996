// Package graphapi has the parts of Microsoft Graph's protocol that the REST front and the
// middleware in front of it share.
package graphapi

import (
	"net/http"
	"net/url"
	"strings"
)

// Versions are the versions of Microsoft Graph's API that the server serves. They are the
// first segments of the paths, and serve the same.
var Versions = []string{"v1.0", "beta"}

// SplitVersion returns the version of a URL, and its escaped path after the version. The
// version is empty if the URL is not one of Microsoft Graph.
func SplitVersion(u *url.URL) (version, rest string) {
	path := u.EscapedPath()
	for _, v := range Versions {
		if rest, ok := strings.CutPrefix(path, "/"+v); ok && (rest == "" || rest[0] == '/') {
			return v, rest
		}
	}
	return "", ""
}

// Is reports whether a request has a URL of Microsoft Graph.
func Is(r *http.Request) bool {
	version, _ := SplitVersion(r.URL)
	return version != ""
}

// The headers with the ids of a request. The server chooses the first one and the client the
// other one.
const (
	RequestIDHeader       = "Request-Id"
	ClientRequestIDHeader = "Client-Request-Id"
)

// maxClientRequestID is the largest number of characters of a client-request-id.
const maxClientRequestID = 128

// ClientRequestID returns the client-request-id of a request. It is empty if the client sent
// none, or one that is not 1 to 128 printable ASCII characters. Several headers are one id,
// separated by commas, because the client of Microsoft Graph for Go adds its own id to that of
// its caller.
func ClientRequestID(r *http.Request) string {
	id := strings.Join(r.Header.Values(ClientRequestIDHeader), ", ")
	if len(id) > maxClientRequestID {
		return ""
	}
	for _, c := range []byte(id) {
		if c < ' ' || c > '~' {
			return ""
		}
	}
	return id
}
