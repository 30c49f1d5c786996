package strictjson

import (
	"bytes"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/models"
)

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
