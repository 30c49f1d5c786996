package strictjson

import (
	"errors"
	"io"
	"regexp"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// syntaxError returns the error for a text that is not JSON. It names the byte offset.
func (d *decoder) syntaxError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return d.invalid("is incomplete JSON.")
	}
	at := d.InputOffset()
	var wrong *jsontext.SyntacticError
	if errors.As(err, &wrong) {
		at = wrong.ByteOffset
	}
	rest := d.Bytes[min(at, int64(len(d.Bytes))):]
	switch {
	case surrogate.Match(rest):
		return d.invalid("has an unpaired surrogate %s at byte %d.", rest[:len(`\u0000`)], at)
	case !utf8.Valid(d.Bytes):
		return d.invalid("is not valid UTF-8.")
	}
	return d.invalid("is not valid JSON. The error is at byte %d.", at)
}

// surrogate matches the escape of a surrogate at the start of a text.
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)
