package rest

import (
	"io"
	"strings"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// lookup is a query that is executed before the document of a route. It finds what the
// document needs and the path does not say, or checks that the ids of a path belong together
// before a mutation changes something. What it finds never changes: an item stays in its
// drive, and a drive in its group.
type lookup struct {
	// document is the name of a file in the folder routes, without .graphql.
	document string
	// match are values in the data that parameters must have, as in a route.
	match []matching
	// bind are values in the data that become parameters. Without a value, the response is 404.
	bind []matching
}

// preparedLookup is a lookup that is ready to be executed.
type preparedLookup struct {
	lookup
	*gqldoc.Fixed
}

func (l lookup) prepare(e *engine.Engine) (*preparedLookup, error) {
	fixed, err := readDocument(e, l.document)
	if err != nil {
		return nil, err
	}
	return &preparedLookup{l, fixed}, nil
}

// lookUp executes a lookup. If it fails, it sends the response and returns false.
func (x *exchange) lookUp(l *preparedLookup) (found bool) {
	op, errs := l.Prepare(x.parametersOf(l.Fixed))
	if errs != nil {
		x.respondError(x.variableError(errs[0]))
		return false
	}
	x.Execute(engine.Execution{Operation: op}, func(result *engine.Result, failure *engine.Failure) {
		if failure != nil || len(result.Errors) > 0 {
			x.respond(result, failure)
			return
		}
		if err := x.bind(l, result); err != nil {
			x.Abort()
			x.respondError(err)
			return
		}
		found = true
	})
	return found
}

// bind compares and binds the values that a lookup has found.
func (x *exchange) bind(l *preparedLookup, result *engine.Result) error {
	data, err := x.data(result)
	if err != nil {
		return err
	}
	defer data.Free()
	if err := x.check(data, l.match); err != nil {
		return err
	}
	for _, b := range l.bind {
		value, err := textAt(data.Reader(), strings.Fields(b.at))
		if err != nil {
			return errNotFound
		}
		x.parameters[b.parameter] = value
	}
	return nil
}

// data encodes the data of a result.
func (x *exchange) data(result *engine.Result) (*engine.Body, error) {
	data, err := x.Encode(func(w io.Writer) error { result.Data.MarshalGQL(w); return nil })
	result.Data = nil // frees the tree, which takes more memory than its encoding
	if err != nil {
		return nil, err
	}
	x.SetUsed(data)
	return data, nil
}

// check compares values in the data with parameters.
func (x *exchange) check(data *engine.Body, match []matching) error {
	for _, m := range match {
		if value, err := textAt(data.Reader(), strings.Fields(m.at)); err != nil || value != x.parameters[m.parameter] {
			return errNotFound
		}
	}
	return nil
}

// parametersOf returns the parameters of the path that are variables of a document.
func (x *exchange) parametersOf(document *gqldoc.Fixed) map[string]any {
	variables := map[string]any{}
	for name, value := range x.parameters {
		if document.Definition.VariableDefinitions.ForName(name) != nil {
			variables[name] = value
		}
	}
	return variables
}
