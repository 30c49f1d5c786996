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

// contentTypes has every kind of file that the build makes. The system's own
// table differs from machine to machine, and with nosniff a wrong type stops
// the page.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".md":    "text/plain; charset=utf-8",
	".svg":   "image/svg+xml",
	".ttf":   "font/ttf",
	".woff2": "font/woff2",
}

// assets serves what the build put below dist/playground/, most of it held
// compressed only.
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

// setCaching lets browsers keep assets for good: their names change with their
// contents.
func setCaching(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/playground/assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
}

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
