package syntax

import "github.com/vektah/gqlparser/v2/ast"

// gqlparser's tree has the position of the first token of each node, and none of the
// tokens inside it. The functions of this file read those tokens again. They are for
// errors, so only documents with errors pay for that. They can be removed when the tree
// has the positions of names, type conditions and selection sets.

// TokenPosition returns the position of the token with a number in the node at a
// position. The first token has the number 0. A description is not counted.
func TokenPosition(node *ast.Position, number int) *ast.Position {
	tokens := lexerAt(node)
	read := tokens.next()
	if read.kind == stringToken || read.kind == blockToken {
		read = tokens.next()
	}
	for range number {
		read = tokens.next()
	}
	return read.position
}

// SelectionSetPosition returns the position of the selection set of a field, or nil if
// it has none. Braces in the arguments and directives of the field are inside
// parentheses.
func SelectionSetPosition(field *ast.Field) *ast.Position {
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
				return read.position
			}
		}
	}
	return nil
}

// lexerAt returns a lexer whose next token is the one at a position.
func lexerAt(p *ast.Position) *lexer {
	return &lexer{source: p.Src, text: p.Src.Input, end: p.Start, line: p.Line, columnAt: p.Start, column: p.Column}
}
