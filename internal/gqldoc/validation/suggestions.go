package validation

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

// didYouMean appends the names that are similar to what is written in the document to the
// message. It appends nothing if the text is so long that messages shorten it: the cost of a
// comparison grows with its length, and no name of a schema is similar to it.
func didYouMean(suggestions bool, written string, names func() []string) core.ErrorOption {
	return func(err *gqlerror.Error) {
		if suggestions && docerror.Shorten(written) == written {
			core.SuggestListQuoted("Did you mean", written, names())(err)
		}
	}
}

// reported has the positions of the nodes that a rule has reported. gqlparser visits a fragment
// once by itself and once per operation. A rule with suggestions reports each node only once,
// so that it searches for similar names only once.
type reported map[*ast.Position]bool

// first returns whether the node at a position was not reported yet, and remembers it.
func (r reported) first(node *ast.Position) bool {
	if r[node] {
		return false
	}
	r[node] = true
	return true
}
