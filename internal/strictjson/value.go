package strictjson

import "encoding/json"

// Value is a value of a JSON text. It does not change. The strings that its methods return share
// the memory of all strings of the text, so whoever keeps one must clone it.
//
// The zero Value is absent. It has no members.
type Value struct {
	tree *tree
	at   uint32
}

// Kind returns the first byte of the JSON text of the value, or '0' for every number. It is 0 if
// the value is absent.
func (v Value) Kind() byte {
	if v.tree == nil {
		return 0
	}
	return v.node().kind
}

func (v Value) node() *node { return &v.tree.nodes[v.at] }

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return v.Kind() == 'n' }

// Text returns the decoded string, or the text of the number. It is empty for other values.
func (v Value) Text() string {
	if v.tree == nil {
		return ""
	}
	return v.tree.string(v.node().text)
}

// Bool returns whether the value is true.
func (v Value) Bool() bool { return v.Kind() == 't' }

// Len returns the number of members or elements.
func (v Value) Len() int {
	if v.tree == nil {
		return 0
	}
	return int(v.node().children)
}

// First returns the first member or element, or false if there is none.
func (v Value) First() (Value, bool) {
	if v.Len() == 0 {
		return Value{}, false
	}
	return Value{v.tree, v.at + 1}, true
}

// Next returns the member or element after the value, or false if the value is the last one.
func (v Value) Next() (Value, bool) {
	next := v.node().next
	if next == 0 {
		return Value{}, false
	}
	return Value{v.tree, next}, true
}

// Name returns the name of the value, which is a member of an object.
func (v Value) Name() string { return v.tree.string(v.node().name) }

// Member returns the member of an object with a name.
func (v Value) Member(name string) (Value, bool) {
	if v.Kind() != '{' {
		return Value{}, false
	}
	for member, ok := v.First(); ok; member, ok = member.Next() {
		if member.Name() == name {
			return member, true
		}
	}
	return Value{}, false
}

// Any returns the value as encoding/json decodes it, with json.Number for numbers.
func (v Value) Any() any {
	switch v.Kind() {
	case '{':
		return v.Map()
	case '[':
		array := make([]any, 0, v.Len())
		for element, ok := v.First(); ok; element, ok = element.Next() {
			array = append(array, element.Any())
		}
		return array
	case '"':
		return v.Text()
	case '0':
		return json.Number(v.Text())
	case 't', 'f':
		return v.Bool()
	}
	return nil
}

// Map returns an object as encoding/json decodes it, with json.Number for numbers. It is nil if the
// value is not an object.
func (v Value) Map() map[string]any {
	if v.Kind() != '{' {
		return nil
	}
	object := make(map[string]any, v.Len())
	for member, ok := v.First(); ok; member, ok = member.Next() {
		object[member.Name()] = member.Any()
	}
	return object
}
