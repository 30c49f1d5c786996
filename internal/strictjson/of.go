package strictjson

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Of returns a value of Go as a JSON value: nil, a bool, a string, a number, a []any, a
// map[string]any or a Value. It panics for other types.
func Of(value any) Value {
	if made, ok := value.(Value); ok {
		return made
	}
	t := &tree{}
	t.of(value, span{})
	return Value{tree: t}
}

// of adds a value of Go. The name is that of a member.
func (t *tree) of(value any, name span) {
	n := node{kind: 'n', name: name}
	switch value := value.(type) {
	case nil:
	case bool:
		n.kind = strconv.FormatBool(value)[0]
	case string:
		n.kind, n.text = '"', t.append([]byte(value))
	case json.Number:
		n.kind, n.text = '0', t.append([]byte(value))
	case int:
		n.kind, n.text = '0', t.append(strconv.AppendInt(nil, int64(value), 10))
	case int64:
		n.kind, n.text = '0', t.append(strconv.AppendInt(nil, value, 10))
	case float64:
		n.kind, n.text = '0', t.append(strconv.AppendFloat(nil, value, 'g', -1, 64))
	case []any:
		n.kind = '['
		at, last := t.add(n), uint32(0)
		for _, element := range value {
			last = t.child(at, last, element, span{})
		}
		return
	case map[string]any:
		n.kind = '{'
		at, last := t.add(n), uint32(0)
		for name, member := range value {
			last = t.child(at, last, member, t.append([]byte(name)))
		}
		return
	case Value:
		t.copy(value, name)
		return
	default:
		panic(fmt.Sprintf("a %T is no JSON value", value))
	}
	t.add(n)
}

func (t *tree) child(parent, last uint32, value any, name span) (at uint32) {
	at = t.end()
	t.of(value, name)
	t.link(parent, last, at)
	return at
}

// copy adds a value of another tree.
func (t *tree) copy(v Value, name span) {
	n := node{kind: v.Kind(), name: name, text: t.append([]byte(v.Text()))}
	at, last := t.add(n), uint32(0)
	for below, ok := v.First(); ok; below, ok = below.Next() {
		name := span{}
		if n.kind == '{' {
			name = t.append([]byte(below.Name()))
		}
		last = t.child(at, last, below, name)
	}
}
