package gqlhttp

import (
	"context"
	"io"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/store"
)

// replays collects the response paths of what had been created before. The
// fields of a mutation run one after the other.
type replays struct{ paths []ast.Path }

type replaysKey struct{}

func withReplays(ctx context.Context) (context.Context, *replays) {
	r := new(replays)
	return context.WithValue(ctx, replaysKey{}, r), r
}

// note says what of a root field's answer had been created before.
func (r *replays) note(field string, a *store.Attempt) {
	if a.Replayed {
		r.paths = append(r.paths, ast.Path{ast.PathName(field)})
	}
	for _, row := range a.ReplayedRows {
		r.paths = append(r.paths, ast.Path{ast.PathName(field), ast.PathIndex(row)})
	}
}

func replaysOf(ctx context.Context) *replays {
	r, _ := ctx.Value(replaysKey{}).(*replays)
	return r
}

// extend tells the client about the replays, if there were any. They are written one by
// one, as each repeats the name of its field.
func (r *replays) extend(resp *response) {
	if len(r.paths) == 0 {
		return
	}
	resp.extensions = append(resp.extensions, extension{"idempotency", func(w io.Writer) error {
		next := `{"replayed":[`
		for _, path := range r.paths {
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
