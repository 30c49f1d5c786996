package playground

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/itemactivity/itemactivity/internal/web/qvalue"
)

// contentTypes has the media type of each kind of file that the build creates. The table of
// the operating system is not used, because it differs between machines. With nosniff, a
// browser does not load a script or a style sheet that has a wrong type.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".md":    "text/plain; charset=utf-8",
	".svg":   "image/svg+xml",
	".ttf":   "font/ttf",
	".woff2": "font/woff2",
}

// assets serves the files below dist/playground/. Most of them exist only in compressed
// form.
type assets struct{ files fs.FS }

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	contentType, known := contentTypes[path.Ext(r.URL.Path)]
	if !known {
		http.NotFound(w, r)
		return
	}

	name := "dist" + r.URL.Path
	if body, err := fs.ReadFile(a.files, name); err == nil {
		setCaching(w, r)
		write(w, contentType, body)
		return
	}

	body, err := fs.ReadFile(a.files, name+".gz")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
	} else if body, err = decompress(body); err != nil {
		http.Error(w, "The file is damaged.", http.StatusInternalServerError)
		return
	}
	setCaching(w, r)
	write(w, contentType, body)
}

// setCaching sets the Cache-Control header. Browsers may cache the files below
// /playground/assets/ forever, because their names contain a hash of their contents.
func setCaching(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/playground/assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
}

// acceptsGzip reports whether the Accept-Encoding header allows gzip.
func acceptsGzip(r *http.Request) bool {
	for coding, weight := range qvalue.All(r.Header.Values("Accept-Encoding")) {
		if coding == "gzip" {
			return weight > 0
		}
	}
	return false
}

func decompress(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
