package gqldoc

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// gqlparser's tree has the position of the first token of each node, and none of the
// tokens inside it. The rules of this package read those tokens again where an error is
// about one of them. Only documents with errors pay for that. It can be removed when the
// tree has the positions of names, type conditions and selection sets.

// The number of a token in a node. A description is not counted.
const (
	// nameAt is the name of an operation, a fragment, a spread or a variable.
	nameAt = 1
	// inlineTypeAt is the type condition of an inline fragment.
	inlineTypeAt = 2
	// fragmentTypeAt is the type condition of a fragment.
	fragmentTypeAt = 3
)

// atToken adds the location of a token of the node at a position.
func atToken(node *ast.Position, number int) core.ErrorOption {
	return func(err *gqlerror.Error) {
		tokens := lexerAt(node)
		read := tokens.next()
		if read.kind == stringToken || read.kind == blockToken {
			read = tokens.next()
		}
		for range number {
			read = tokens.next()
		}
		err.Locations = append(err.Locations, locations(read.position)...)
	}
}

// atSelectionSet adds the location of the selection set of a field, which must have one.
// Braces in the arguments and directives of the field are inside parentheses.
func atSelectionSet(field *ast.Field) core.ErrorOption {
	return func(err *gqlerror.Error) {
		tokens := lexerAt(field.Position)
		parentheses := 0
		for read := tokens.next(); read.kind != endOfFile; read = tokens.next() {
			switch read.kind {
			case parenLeft:
				parentheses++
			case parenRight:
				parentheses--
			case braceLeft:
				if parentheses == 0 {
					err.Locations = append(err.Locations, locations(read.position)...)
					return
				}
			}
		}
	}
}

// atName adds the location of the name in a type, which may be a list.
func atName(t *ast.Type) core.ErrorOption {
	for t.Elem != nil {
		t = t.Elem
	}
	return core.At(t.Position)
}

// atEach adds the locations of several nodes.
func atEach[T any](nodes []T, at func(T) core.ErrorOption) core.ErrorOption {
	return func(err *gqlerror.Error) {
		for _, node := range nodes {
			at(node)(err)
		}
	}
}

// lexerAt returns a lexer whose next token is the one at a position.
func lexerAt(p *ast.Position) *lexer {
	return &lexer{source: p.Src, text: p.Src.Input, end: p.Start, line: p.Line, columnAt: p.Start, column: p.Column}
}
