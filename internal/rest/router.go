package rest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// node is a position in the tree of the paths.
type node struct {
	// segments are the next segments that are fixed texts.
	segments map[string]*node
	// parameter is the next segment if it is a parameter. name is the name of the parameter.
	parameter *node
	name      string
	// functions are the next segments that have arguments.
	functions []*function
	// path is the path that leads here, with the names of the parameters in braces.
	path string
	// endpoints are the endpoints of the path by method.
	endpoints map[string]*endpoint
}

func newNode(path string) *node {
	return &node{segments: map[string]*node{}, endpoints: map[string]*endpoint{}, path: path}
}

// add adds an endpoint at a path.
func (n *node) add(path string, p *endpoint) error {
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			if n.parameter == nil {
				n.parameter, n.name = newNode(n.path+"/"+segment), name
			}
			if n.name != name {
				return fmt.Errorf("the parameter {%s} of %s is {%s} in another path", name, path, n.name)
			}
			n = n.parameter
			continue
		}
		if f, ok := parseFunction(segment); ok {
			f.next = newNode(n.path + "/" + segment)
			n.functions = append(n.functions, f)
			n = f.next
			continue
		}
		if n.segments[segment] == nil {
			n.segments[segment] = newNode(n.path + "/" + segment)
		}
		n = n.segments[segment]
	}
	if n.endpoints[p.method] != nil {
		return fmt.Errorf("%s %s has two routes", p.method, path)
	}
	n.endpoints[p.method] = p
	return nil
}

// find returns the node of an escaped path and the values of its parameters. It returns nil
// if there is no such path. The segments are unescaped one by one, so that an id may contain
// a slash.
func (n *node) find(escapedPath string) (found *node, parameters map[string]string) {
	parameters = map[string]string{}
	for escaped := range strings.SplitSeq(strings.TrimPrefix(escapedPath, "/"), "/") {
		segment, err := url.PathUnescape(escaped)
		if err != nil {
			return nil, nil
		}
		if next := n.segments[segment]; next != nil {
			n = next
			continue
		}
		if next := n.call(segment, parameters); next != nil {
			n = next
			continue
		}
		if name, key, ok := cutKey(segment); ok && n.segments[name] != nil && n.segments[name].parameter != nil {
			n = n.segments[name]
			segment = key
		}
		if n.parameter == nil || segment == "" {
			return nil, nil
		}
		parameters[n.name] = segment
		n = n.parameter
	}
	if len(n.endpoints) == 0 {
		return nil, nil
	}
	return n, parameters
}

// call returns the node after a call of a function, and adds its arguments to the
// parameters. It returns nil if the segment calls no function.
func (n *node) call(segment string, parameters map[string]string) *node {
	for _, f := range n.functions {
		if f.call(segment, parameters) {
			return f.next
		}
	}
	return nil
}

// cutKey splits a segment with a key in parentheses, such as items('a'). A quotation mark in
// a key is written twice.
func cutKey(segment string) (name, key string, ok bool) {
	name, rest, found := strings.Cut(segment, "('")
	key, after, closed := cutQuoted(rest)
	return name, key, found && closed && after == ")"
}

// endpoint returns the endpoint of a method. HEAD is served by that of GET.
func (n *node) endpoint(method string) *endpoint {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return n.endpoints[method]
}

// allowed returns the methods of the path, for the header Allow.
func (n *node) allowed() string {
	methods := slices.Collect(maps.Keys(n.endpoints))
	if n.endpoints[http.MethodGet] != nil {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return strings.Join(methods, ", ")
}
