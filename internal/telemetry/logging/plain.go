package logging

import (
	"log/slog"
	"strconv"
	"time"
)

// appendPlain appends the line of a record as slog's handler would write it. It is several times
// as fast, which matters for the access log. It returns false if the record has a text that needs
// quotation marks or escaping, or an unusual time or value. slog encodes such a line.
func (f Format) appendPlain(b []byte, line slog.Record) ([]byte, bool) {
	if year := line.Time.Year(); line.Time.IsZero() || year < 0 || year > 9999 || !isPlain(line.Message) {
		return b, false
	}
	if f.JSON {
		b = append(b, `{"time":"`...)
		b = line.Time.AppendFormat(b, time.RFC3339Nano)
		b = append(b, `","level":"`...)
		b = append(b, line.Level.String()...)
		b = append(b, `","msg":"`...)
		b = append(b, line.Message...)
		b = append(b, '"')
	} else {
		b = append(b, `time=`...)
		b = appendMilliseconds(b, line.Time)
		b = append(b, ` level=`...)
		b = append(b, line.Level.String()...)
		b = append(b, ` msg=`...)
		b = append(b, line.Message...)
	}
	ok := true
	line.Attrs(func(a slog.Attr) bool {
		b, ok = f.appendPlainAttr(b, a)
		return ok
	})
	if f.JSON {
		b = append(b, '}')
	}
	return append(b, '\n'), ok
}

func (f Format) appendPlainAttr(b []byte, a slog.Attr) ([]byte, bool) {
	if !isPlain(a.Key) {
		return b, false
	}
	duration := a.Value.Kind() == slog.KindDuration
	if f.JSON {
		b = append(b, ',', '"')
		b = append(b, a.Key...)
		if duration {
			b = append(b, secondsSuffix...)
		}
		b = append(b, '"', ':')
	} else {
		b = append(b, ' ')
		b = append(b, a.Key...)
		b = append(b, '=')
	}
	switch a.Value.Kind() {
	case slog.KindString:
		text := a.Value.String()
		if !isPlain(text) {
			return b, false
		}
		if !f.JSON {
			return append(b, text...), true
		}
		b = append(b, '"')
		b = append(b, text...)
		return append(b, '"'), true
	case slog.KindInt64:
		return strconv.AppendInt(b, a.Value.Int64(), 10), true
	case slog.KindBool:
		return strconv.AppendBool(b, a.Value.Bool()), true
	case slog.KindDuration:
		d := a.Value.Duration()
		if !f.JSON {
			return append(b, d.String()...), true
		}
		// encoding/json writes smaller numbers with an exponent.
		return strconv.AppendFloat(b, d.Seconds(), 'f', -1, 64), d >= time.Microsecond
	}
	return b, false
}

// appendMilliseconds appends a time as slog.TextHandler writes it.
func appendMilliseconds(b []byte, t time.Time) []byte {
	// The format RFC3339Nano is the fastest one, and omits zeros at the end of the fraction. With
	// 0.1 ms more there are always four digits, of which the last is removed.
	const length = len("2006-01-02T15:04:05.000")
	start := len(b)
	b = t.Truncate(time.Millisecond).Add(time.Millisecond/10).AppendFormat(b, time.RFC3339Nano)
	return append(b[:start+length], b[start+length+1:]...)
}

// isPlain reports whether a text is the same with and without quotation marks, in text and in JSON.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '=' {
			return false
		}
	}
	return text != ""
}
