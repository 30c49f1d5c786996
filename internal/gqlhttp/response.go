package gqlhttp

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// response is a GraphQL response before it is encoded.
type response struct {
	errors gqlerror.List
	// data is nil if nothing was executed.
	data       graphql.Marshaler
	extensions []extension
}

// extension is an entry of the extensions of a response.
type extension struct {
	name string
	// write encodes the value. It calls Write several times if the value may be large.
	write func(io.Writer) error
}

// encode writes the response as JSON, with the errors first, as the specification
// recommends. If data is nil, the response has no data entry. A null there would mean that
// the operation was executed.
func (r *response) encode(w io.Writer) error {
	next := "{"
	member := func(name string, value func() error) error {
		if _, err := io.WriteString(w, next+`"`+name+`":`); err != nil {
			return err
		}
		next = ","
		return value()
	}
	if len(r.errors) > 0 {
		if err := member("errors", func() error { return writeJSON(w, r.errors) }); err != nil {
			return err
		}
	}
	if r.data != nil {
		if err := member("data", func() error { r.data.MarshalGQL(w); return nil }); err != nil {
			return err
		}
	}
	if len(r.extensions) > 0 {
		if err := member("extensions", func() error { return r.encodeExtensions(w) }); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "}\n")
	return err
}

func (r *response) encodeExtensions(w io.Writer) error {
	next := "{"
	for _, x := range r.extensions {
		if _, err := io.WriteString(w, next+`"`+x.name+`":`); err != nil {
			return err
		}
		next = ","
		if err := x.write(w); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "}")
	return err
}

// writeJSON encodes a value without the line break that json.Encoder adds.
func writeJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

// addCost adds the estimated cost to the extensions if the request has the extension
// "cost": true.
func (r *response) addCost(params *parameters, cost, limit int) {
	if asked, _ := params.extensions["cost"].(bool); asked {
		r.extensions = append(r.extensions, extension{"cost", func(w io.Writer) error {
			return writeJSON(w, map[string]any{"requested": cost, "limit": limit})
		}})
	}
}
