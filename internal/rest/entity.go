// Package rest serves the URLs of Microsoft Graph.
package rest

import (
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// errNoEntity is returned if the data has no entity at the path of a route.
var errNoEntity = errors.New("the data has no entity at this path")

// representation says how an entity is written.
type representation struct {
	// context is the value of @odata.context; empty writes none.
	context string
	// selected are the members of an entity that are written; nil writes all.
	selected map[string]bool
	// nextLink returns the URL of the page after a cursor.
	nextLink func(cursor string) string
}

// entityWriter writes the data of a GraphQL response as an entity of Microsoft Graph:
//
//   - A member that is null is left out.
//   - A member odataType becomes @odata.type. Its value is the GraphQL type of the object.
//   - The members of an object whose name begins with an underscore are written in the place
//     of the object.
//   - Members that follow each other and whose names are whole__part become one object with
//     the name whole. It has the members of all of them.
//   - A connection becomes @odata.count, @odata.nextLink and value. A list becomes value.
//
// The order of the members is that of the data.
type entityWriter struct {
	*jsontext.Decoder
	out jsonWriter
	representation
	// id is the id of the entity. It is empty if the entity has none, or is a list.
	id string
}

// writeEntity writes the entity at a path of the data, and returns its id. It returns
// errNoEntity if there is none.
func writeEntity(w io.Writer, data io.Reader, path []string, r representation) (id string, err error) {
	e := entityWriter{
		Decoder: jsontext.NewDecoder(data, jsontext.AllowDuplicateNames(true)), representation: r,
		out: jsonWriter{to: w, buffer: make([]byte, 0, initialBytes)},
	}
	for _, name := range path {
		if err := e.enter(name); err != nil {
			return "", err
		}
	}
	switch e.PeekKind() {
	case '{':
		err = e.root()
	case '[':
		err = e.list()
	default:
		return "", errNoEntity
	}
	if err != nil {
		return "", err
	}
	e.out.buffer = append(e.out.buffer, '\n')
	return e.id, e.out.flush()
}

// enter moves to the value of a member of the next object.
func (e *entityWriter) enter(name string) error {
	if e.PeekKind() != '{' {
		return errNoEntity
	}
	if _, err := e.ReadToken(); err != nil {
		return err
	}
	for e.PeekKind() == '"' {
		token, err := e.ReadToken()
		if err != nil {
			return err
		}
		if token.String() == name {
			return nil
		}
		if err := e.SkipValue(); err != nil {
			return err
		}
	}
	return errNoEntity
}

// object copies an object. Its members are passed to member, which reads the value.
func (e *entityWriter) object(member func(name string) error) error {
	if _, err := e.ReadToken(); err != nil {
		return err
	}
	for e.PeekKind() == '"' {
		token, err := e.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		if e.PeekKind() == 'n' {
			err = e.SkipValue()
		} else {
			err = member(name)
		}
		if err != nil {
			return err
		}
	}
	_, err := e.ReadToken()
	return err
}

// writes reports whether a member of an entity is written.
func (e *entityWriter) writes(name string) bool { return e.selected == nil || e.selected[name] }

// root writes the outermost object: an entity or a connection.
func (e *entityWriter) root() error {
	e.begin()
	if err := e.parts(true, func(name string) error {
		switch name {
		case "totalCount":
			return e.copyAs("@odata.count")
		case "pageInfo":
			return e.pageInfo()
		case "nodes":
			return e.value()
		case "id":
			return e.rootID()
		default:
			return e.member(name, true)
		}
	}); err != nil {
		return err
	}
	e.out.end('}')
	return nil
}

// rootID writes the id of the entity and keeps it.
func (e *entityWriter) rootID() error {
	value, err := e.ReadValue()
	if err != nil {
		return err
	}
	id, err := jsontext.AppendUnquote(nil, value)
	if e.writes("id") {
		e.out.name("id")
		e.out.encoded(value)
	}
	e.id = string(id)
	return err
}

// list writes a list as the value of an object.
func (e *entityWriter) list() error {
	e.begin()
	if err := e.value(); err != nil {
		return err
	}
	e.out.end('}')
	return nil
}

// begin begins the outermost object.
func (e *entityWriter) begin() {
	e.out.open('{')
	if e.context != "" {
		e.write("@odata.context", e.context)
	}
}

// value writes a list of entities as the member value.
func (e *entityWriter) value() error {
	e.out.name("value")
	return e.elements(true)
}

// elements writes a list. The elements of the outermost list are entities of their own.
func (e *entityWriter) elements(outermost bool) error {
	if _, err := e.ReadToken(); err != nil {
		return err
	}
	e.out.open('[')
	for e.PeekKind() != ']' {
		if err := e.any(outermost); err != nil {
			return err
		}
	}
	e.out.end(']')
	_, err := e.ReadToken()
	return err
}

// any writes the next value.
func (e *entityWriter) any(outermost bool) error {
	switch e.PeekKind() {
	case '{':
		e.out.open('{')
		if err := e.parts(outermost, func(name string) error { return e.member(name, outermost) }); err != nil {
			return err
		}
		e.out.end('}')
		return nil
	case '[':
		return e.elements(false)
	default:
		value, err := e.ReadValue()
		if err != nil {
			return err
		}
		e.out.encoded(value)
		return nil
	}
}

// member writes a member of an entity, or of an object in one.
func (e *entityWriter) member(name string, outermost bool) error {
	switch {
	case strings.HasPrefix(name, "__"):
		return e.SkipValue()
	case strings.HasPrefix(name, "_"):
		if e.PeekKind() != '{' {
			return e.SkipValue()
		}
		return e.object(func(name string) error { return e.member(name, outermost) })
	case outermost && !e.writes(name):
		return e.SkipValue()
	case name == "odataType":
		return e.odataType(outermost)
	}
	e.out.name(name)
	return e.any(false)
}

// copyAs writes the next value as a member with another name.
func (e *entityWriter) copyAs(name string) error {
	e.out.name(name)
	return e.any(false)
}

// odataType writes the name of an object's type. The name of an entity's type begins with #.
func (e *entityWriter) odataType(entity bool) error {
	token, err := e.ReadToken()
	if err != nil {
		return err
	}
	name := typePrefix + graphapi.TypeName(token.String())
	if entity {
		name = "#" + name
	}
	e.write(odataTypeMember, name)
	return nil
}

// pageInfo writes the link to the next page, if there is one.
func (e *entityWriter) pageInfo() error {
	more, cursor := false, ""
	if err := e.object(func(name string) error {
		token, err := e.ReadToken()
		switch {
		case err != nil:
		case name == "hasNextPage":
			more = token.Bool()
		case name == "endCursor":
			cursor = token.String()
		}
		return err
	}); err != nil || !more {
		return err
	}
	e.write("@odata.nextLink", e.nextLink(cursor))
	return nil
}

func (e *entityWriter) write(name, value string) {
	e.out.name(name)
	e.out.text(value)
}
