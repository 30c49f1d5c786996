package rest

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// partSeparator separates the names of an object and of a part of it.
const partSeparator = "__"

// parts copies an object. The parts of objects are joined, and the other members are passed
// to member.
func (e *entityWriter) parts(outermost bool, member func(name string) error) error {
	open := ""
	end := func() error {
		if open == "" {
			return nil
		}
		open = ""
		return e.out.WriteToken(jsontext.EndObject)
	}
	if err := e.object(func(name string) error {
		whole, _, isPart := strings.Cut(name, partSeparator)
		if isPart = isPart && whole != ""; !isPart || whole != open {
			if err := end(); err != nil {
				return err
			}
		}
		switch {
		case !isPart:
			return member(name)
		case outermost && !e.writes(whole):
			return e.SkipValue()
		case open == "":
			open = whole
			if err := e.out.WriteToken(jsontext.String(whole)); err != nil {
				return err
			}
			if err := e.out.WriteToken(jsontext.BeginObject); err != nil {
				return err
			}
		}
		return e.object(func(name string) error { return e.member(name, false) })
	}); err != nil {
		return err
	}
	return end()
}
