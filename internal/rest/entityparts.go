package rest

import "strings"

// partSeparator separates the names of an object and of a part of it.
const partSeparator = "__"

// parts copies an object. The parts of objects are joined, and the other members are passed
// to member.
func (e *entityWriter) parts(outermost bool, member func(name string) error) error {
	open := ""
	end := func() {
		if open != "" {
			open = ""
			e.out.end('}')
		}
	}
	if err := e.object(func(name string) error {
		whole, _, isPart := strings.Cut(name, partSeparator)
		if isPart = isPart && whole != ""; !isPart || whole != open {
			end()
		}
		switch {
		case !isPart:
			return member(name)
		case outermost && !e.writes(whole):
			return e.SkipValue()
		case open == "":
			open = whole
			e.out.name(whole)
			e.out.open('{')
		}
		return e.object(func(name string) error { return e.member(name, false) })
	}); err != nil {
		return err
	}
	end()
	return nil
}
