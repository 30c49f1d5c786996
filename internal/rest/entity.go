// Package rest serves the URLs of Microsoft Graph.
package rest

import (
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
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
	out *jsontext.Encoder
	representation
}

// writeEntity writes the entity at a path of the data. It returns errNoEntity if there is
// none.
func writeEntity(w io.Writer, data io.Reader, path []string, r representation) error {
	options := jsontext.PreserveRawStrings(true)
	e := entityWriter{
		Decoder: jsontext.NewDecoder(data, jsontext.AllowDuplicateNames(true)), representation: r,
		out: jsontext.NewEncoder(w, options, jsontext.AllowDuplicateNames(true)),
	}
	for _, name := range path {
		if err := e.enter(name); err != nil {
			return err
		}
	}
	switch e.PeekKind() {
	case '{':
		return e.root()
	case '[':
		return e.list()
	default:
		return errNoEntity
	}
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
	if err := e.begin(); err != nil {
		return err
	}
	if err := e.parts(true, func(name string) error {
		switch name {
		case "totalCount":
			return e.copyAs("@odata.count")
		case "pageInfo":
			return e.pageInfo()
		case "nodes":
			return e.value()
		default:
			return e.member(name, true)
		}
	}); err != nil {
		return err
	}
	return e.out.WriteToken(jsontext.EndObject)
}

// list writes a list as the value of an object.
func (e *entityWriter) list() error {
	if err := e.begin(); err != nil {
		return err
	}
	if err := e.value(); err != nil {
		return err
	}
	return e.out.WriteToken(jsontext.EndObject)
}

// begin begins the outermost object.
func (e *entityWriter) begin() error {
	if err := e.out.WriteToken(jsontext.BeginObject); err != nil || e.context == "" {
		return err
	}
	return e.write("@odata.context", e.context)
}

// value writes a list of entities as the member value.
func (e *entityWriter) value() error {
	if err := e.out.WriteToken(jsontext.String("value")); err != nil {
		return err
	}
	return e.elements(true)
}

// elements writes a list. The elements of the outermost list are entities of their own.
func (e *entityWriter) elements(outermost bool) error {
	token, err := e.ReadToken()
	if err != nil {
		return err
	}
	if err := e.out.WriteToken(token); err != nil {
		return err
	}
	for e.PeekKind() != ']' {
		if err := e.any(outermost); err != nil {
			return err
		}
	}
	if token, err = e.ReadToken(); err != nil {
		return err
	}
	return e.out.WriteToken(token)
}

// any writes the next value.
func (e *entityWriter) any(outermost bool) error {
	switch e.PeekKind() {
	case '{':
		if err := e.out.WriteToken(jsontext.BeginObject); err != nil {
			return err
		}
		if err := e.parts(outermost, func(name string) error { return e.member(name, outermost) }); err != nil {
			return err
		}
		return e.out.WriteToken(jsontext.EndObject)
	case '[':
		return e.elements(false)
	default:
		value, err := e.ReadValue()
		if err != nil {
			return err
		}
		return e.out.WriteValue(value)
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
	if err := e.out.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return e.any(false)
}

// copyAs writes the next value as a member with another name.
func (e *entityWriter) copyAs(name string) error {
	if err := e.out.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return e.any(false)
}

// odataType writes the name of an object's type. The name of an entity's type begins with #.
func (e *entityWriter) odataType(entity bool) error {
	token, err := e.ReadToken()
	if err != nil {
		return err
	}
	name := typePrefix + graphName(token.String())
	if entity {
		name = "#" + name
	}
	return e.write(odataTypeMember, name)
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
	return e.write("@odata.nextLink", e.nextLink(cursor))
}

func (e *entityWriter) write(name, value string) error {
	if err := e.out.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return e.out.WriteToken(jsontext.String(value))
}
