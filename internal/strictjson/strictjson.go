// Package strictjson decodes the JSON texts of requests.
package strictjson

import (
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/models"
)

// Text is a JSON text of a request.
type Text struct {
	Bytes []byte
	// Subject is the subject of the sentences of error messages, such as "The request".
	Subject string
	// Argument is the argument that errors name. It may be empty.
	Argument string
	// CheckMember checks the name of a member of the outermost object. It may be nil.
	CheckMember func(name string) error
}

// Decode decodes one JSON object. It rejects texts that two decoders could read differently:
// texts with invalid UTF-8, an unpaired surrogate, a NUL, a duplicate member, or anything after
// the object.
func Decode(text Text) (Value, error) {
	d := decoders.Get().(*decoder)
	defer d.free()
	d.Text = text
	if uint64(len(text.Bytes)) > math.MaxUint32 {
		return Value{}, d.invalid("is longer than 4 GiB.") // the tree has offsets of 32 bits
	}
	// Duplicate names are not checked by jsontext, but by the method object.
	d.in = *bytes.NewBuffer(text.Bytes)
	d.Reset(&d.in, jsontext.AllowDuplicateNames(true))
	d.tree = d.newTree()
	if d.PeekKind() != '{' {
		return Value{}, d.invalid("is not a JSON object.")
	}
	if err := d.value(span{}); err != nil {
		return Value{}, err
	}
	if len(bytes.Trim(text.Bytes[d.InputOffset():], " \t\r\n")) > 0 {
		return Value{}, d.invalid("has text after its JSON object.")
	}
	d.keepNodes()
	return Value{tree: d.tree}, nil
}

// MaxDepth limits the nesting of a text. Variables of this schema need fewer than ten
// levels.
const MaxDepth = 100

// maxValues limits the number of values in a text, including objects and arrays. A value of
// a few bytes takes far more memory when it is decoded. A bulk of 1,000 activities with all
// fields has 20,000 values.
const maxValues = 50_000

// decoders is a pool of decoders, for their buffers.
var decoders = sync.Pool{New: func() any { return &decoder{Decoder: jsontext.NewDecoder(new(bytes.Buffer))} }}

type decoder struct {
	*jsontext.Decoder
	Text
	in     bytes.Buffer
	tree   *tree
	values int
	// nodes is the buffer for the nodes of a tree that has few, and unquoted that for a string with
	// escapes.
	nodes    []node
	unquoted []byte
}

const (
	// pooledNodes is the capacity of the buffer for nodes.
	pooledNodes = 512
	// maxPooledText is the largest capacity, in bytes, of the buffer for a string that returns to
	// the pool.
	maxPooledText = 64 << 10
)

func (d *decoder) free() {
	unquoted := d.unquoted
	if cap(unquoted) > maxPooledText {
		unquoted = nil
	}
	*d = decoder{Decoder: d.Decoder, nodes: d.nodes, unquoted: unquoted}
	d.Reset(&d.in) // the text may be used for something else
	decoders.Put(d)
}

// invalid returns an error about the text. format continues a sentence that begins with the
// subject.
func (d *decoder) invalid(format string, args ...any) error {
	return models.Invalid(d.Argument, d.Subject+" "+format, args...)
}

// value decodes a value. The name is empty unless it is a member of an object.
func (d *decoder) value(name span) error {
	kind := d.PeekKind()
	if kind == '"' || kind == '0' {
		text, err := d.text(kind)
		if err != nil {
			return err
		}
		if err := d.count(); err != nil {
			return err
		}
		d.tree.add(node{kind: byte(kind), name: name, text: text})
		return d.check(text)
	}
	if _, err := d.ReadToken(); err != nil {
		return d.syntaxError(err)
	}
	if err := d.count(); err != nil {
		return err
	}
	at := d.tree.add(node{kind: byte(kind), name: name})
	if kind != '{' && kind != '[' {
		return nil
	}
	if d.StackDepth() > MaxDepth {
		return d.invalid("is nested more than %d levels deep.", MaxDepth)
	}
	if kind == '[' {
		return d.array(at)
	}
	return d.object(at)
}

// count counts a value.
func (d *decoder) count() error {
	if d.values++; d.values > maxValues {
		return d.invalid("has more than %d JSON values.", maxValues)
	}
	return nil
}

// text decodes a string or a number.
func (d *decoder) text(kind jsontext.Kind) (span, error) {
	raw, err := d.ReadValue()
	switch {
	case err != nil:
		return span{}, d.syntaxError(err)
	case kind == '0':
		return d.tree.append(raw), nil
	case bytes.IndexByte(raw, '\\') < 0:
		return d.tree.append(raw[1 : len(raw)-1]), nil
	}
	d.unquoted, err = jsontext.AppendUnquote(d.unquoted[:0], raw)
	if err != nil {
		return span{}, d.syntaxError(err)
	}
	return d.tree.append(d.unquoted), nil
}

// check rejects a text with a NUL.
func (d *decoder) check(text span) error {
	if strings.IndexByte(d.tree.string(text), 0) >= 0 {
		return d.invalid("contains a NUL character.")
	}
	return nil
}

func (d *decoder) object(at uint32) error {
	var names nameSet
	var last uint32
	for d.PeekKind() != '}' {
		if d.PeekKind() != '"' {
			_, err := d.ReadToken()
			return d.syntaxError(err)
		}
		name, err := d.text('"')
		if err != nil {
			return err
		}
		if err := d.check(name); err != nil {
			return err
		}
		text := d.tree.string(name)
		if d.CheckMember != nil && d.StackDepth() == 1 {
			if err := d.CheckMember(text); err != nil {
				return err
			}
		}
		if !names.add(Value{d.tree, at}, text) {
			return d.invalid("has a JSON object with a duplicate member.")
		}
		if last, err = d.child(at, last, name); err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

func (d *decoder) array(at uint32) (err error) {
	var last uint32
	for d.PeekKind() != ']' {
		if last, err = d.child(at, last, span{}); err != nil {
			return err
		}
	}
	_, err = d.ReadToken()
	return err
}

// child decodes a member or an element, and returns its place in the tree. last is that of the
// child before it, or 0.
func (d *decoder) child(parent, last uint32, name span) (at uint32, err error) {
	at = d.tree.end()
	if err := d.value(name); err != nil {
		return 0, err
	}
	d.tree.link(parent, last, at)
	return at, nil
}

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

// TrimByteOrderMark removes a byte order mark at the start of a JSON text, as RFC 8259
// allows. Editors and some clients add one.
func TrimByteOrderMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }
