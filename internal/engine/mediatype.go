package engine

import (
	"mime"
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

const jsonType = "application/json"

// Compression says whether the body of a request may be compressed.
type Compression int

const (
	// NoGzip accepts bodies without compression.
	NoGzip Compression = iota
	// Gzip accepts bodies that are compressed with gzip too.
	Gzip
	// MislabeledGzip is like Gzip, and accepts bodies without compression although their
	// Content-Encoding is gzip.
	MislabeledGzip
)

// ReadJSON reads the body of a request, which must be JSON in UTF-8, and reserves the memory
// to decode it. The function decode gets the text without a byte order mark, and must not keep
// it. ReadJSON returns a StatusError or the error of decode.
func (x *Exchange) ReadJSON(accepted Compression, decode func(text []byte) error) error {
	for _, name := range []string{"Content-Type", "Content-Encoding"} {
		if len(x.r.Header.Values(name)) > 1 {
			return unsupportedMediaType(name, "The request has more than one %s header.", name)
		}
	}
	mediaType, options, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || mediaType != jsonType || !isUTF8(options["charset"]) {
		return unsupportedMediaType("", "Send the request as JSON in UTF-8, with the header Content-Type: application/json.")
	}
	switch encoding := x.r.Header.Get("Content-Encoding"); {
	case encoding == "" || strings.EqualFold(encoding, "identity"):
		return x.readPlain(decode)
	case accepted == NoGzip:
		return unsupportedMediaType("", "Send the request body without compression.")
	case strings.EqualFold(encoding, "gzip"):
		return x.readGzip(accepted, decode)
	default:
		return unsupportedMediaType("", "Send the request body without compression or with gzip.")
	}
}

// isUTF8 reports whether a charset parameter is utf-8, its alias utf8, or absent.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func unsupportedMediaType(argument, format string, args ...any) error {
	return StatusError{http.StatusUnsupportedMediaType, models.Invalid(argument, format, args...)}
}
