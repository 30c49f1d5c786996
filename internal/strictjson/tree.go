package strictjson

import (
	"bytes"
	"slices"
	"strings"
)

// tree has the values of a JSON text. It takes few allocations, however many values there are.
type tree struct {
	// nodes are the values in the order of the text. The first one is the whole text.
	nodes []node
	// text has the decoded strings, numbers and names. The strings of values share its memory.
	text strings.Builder
}

// node is a value.
type node struct {
	kind byte
	// name is that of a member of an object.
	name span
	// text is that of a string or a number.
	text span
	// children is the number of members or elements. The first one is the next node.
	children uint32
	// next is the place of the next member or element of the same object or array. It is 0 for
	// the last one.
	next uint32
}

// span is a part of the text of a tree.
type span struct{ start, end uint32 }

// newTree returns an empty tree for the text.
func (d *decoder) newTree() *tree {
	t := &tree{}
	t.text.Grow(len(d.Bytes))
	if n := d.maxNodes(); n > pooledNodes {
		t.nodes = make([]node, 0, n)
		return t
	}
	if d.nodes == nil {
		d.nodes = make([]node, 0, pooledNodes)
	}
	t.nodes = d.nodes
	return t
}

// maxNodes returns the maximum number of values of the text: each one is the first one, or follows
// a comma, or is the first one in an object or an array.
func (d *decoder) maxNodes() int {
	n := 1
	for _, before := range [...]string{",", "{", "["} {
		n += bytes.Count(d.Bytes, []byte(before))
	}
	return min(n, maxValues)
}

// keepNodes copies the nodes of the tree, if they are in the buffer of the decoder.
func (d *decoder) keepNodes() {
	if cap(d.tree.nodes) == pooledNodes {
		d.tree.nodes = slices.Clone(d.tree.nodes)
	}
}

// add adds a node and returns its place.
func (t *tree) add(n node) uint32 {
	t.nodes = append(t.nodes, n)
	return t.end() - 1
}

// end returns the place of the next node.
func (t *tree) end() uint32 { return uint32(len(t.nodes)) }

// link adds a child to its parent after the last one. last is 0 for the first one.
func (t *tree) link(parent, last, at uint32) {
	t.nodes[parent].children++
	if last != 0 {
		t.nodes[last].next = at
	}
}

// append appends a decoded text.
func (t *tree) append(text []byte) span {
	start := uint32(t.text.Len())
	t.text.Write(text)
	return span{start, uint32(t.text.Len())}
}

func (t *tree) string(s span) string { return t.text.String()[s.start:s.end] }
