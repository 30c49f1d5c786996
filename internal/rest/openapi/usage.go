package openapi

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// descriptionOf returns the description of the argument, or of the field of an input, that
// has the value of a variable. It is empty for an argument that can name objects of several
// types.
func descriptionOf(definition *ast.OperationDefinition, variable string) (found string) {
	eachField(definition.SelectionSet, func(f *ast.Field) {
		for _, argument := range f.Arguments {
			if declared := f.Definition.Arguments.ForName(argument.Name); found == "" && !isAbstract(f) {
				found = descriptionIn(argument.Value, declared.Description, variable)
			}
		}
	})
	return found
}

// isAbstract reports whether a field can return objects of several types.
func isAbstract(f *ast.Field) bool {
	_, narrowed := firstOf(f.SelectionSet).(*ast.InlineFragment)
	return narrowed
}

func firstOf(set ast.SelectionSet) ast.Selection {
	if len(set) == 0 {
		return nil
	}
	return set[0]
}

func descriptionIn(value *ast.Value, description, variable string) string {
	if value.Kind == ast.Variable && value.Raw == variable {
		return description
	}
	for _, child := range value.Children {
		below := description
		if value.Definition != nil {
			if field := value.Definition.Fields.ForName(child.Name); field != nil {
				below = field.Description
			}
		}
		if found := descriptionIn(child.Value, below, variable); found != "" {
			return found
		}
	}
	return ""
}

// fieldAt returns the field at a path of response names, or nil.
func fieldAt(set ast.SelectionSet, path []string) (found *ast.Field) {
	for _, name := range path {
		found = nil
		for _, field := range gqldoc.Fields(set) {
			if field.Alias == name {
				found = field
				break
			}
		}
		if found == nil {
			return nil
		}
		set = found.SelectionSet
	}
	return found
}

// eachField calls visit for each field of a selection set, at every depth.
func eachField(set ast.SelectionSet, visit func(*ast.Field)) {
	for _, field := range gqldoc.Fields(set) {
		visit(field)
		eachField(field.SelectionSet, visit)
	}
}
