package gqlhttp

import (
	"io"

	"github.com/vektah/gqlparser/v2/ast"
)

// addReplays adds the response paths of replayed results to the extensions. The paths are
// encoded one at a time, because each repeats the name of its field and there may be many.
func (r *response) addReplays(paths []ast.Path) {
	if len(paths) == 0 {
		return
	}
	r.extensions = append(r.extensions, extension{"idempotency", func(w io.Writer) error {
		next := `{"replayed":[`
		for _, path := range paths {
			if _, err := io.WriteString(w, next); err != nil {
				return err
			}
			next = ","
			if err := writeJSON(w, path); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, "]}")
		return err
	}})
}
