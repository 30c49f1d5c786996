package variables

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/models"
)

// CheckNulls rejects an operation that has null in a non-null position. Validation
// allows a nullable variable there if the variable or the position has a default value,
// so only the values of the variables show it. The values are the result of Coerce.
//
// gqlgen uses the zero value for such a null, and panics for @skip and @include.
// graphql-js reports an error for the field and executes the others; this server rejects
// the operation. It can be removed when gqlgen rejects the null.
func CheckNulls(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition, values map[string]any) gqlerror.List {
	for _, v := range op.VariableDefinitions {
		if value, given := values[v.Variable]; given && value == nil {
			c := nullChecker{schema: schema, fragments: doc.Fragments, values: values, entered: map[string]bool{}}
			c.selections(op.SelectionSet)
			return c.errs
		}
	}
	return nil
}

// nullChecker visits the selections of one operation.
type nullChecker struct {
	schema    *ast.Schema
	fragments ast.FragmentDefinitionList
	values    map[string]any
	entered   map[string]bool
	path      docerror.Path
	errs      gqlerror.List
}

func (c *nullChecker) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			if c.includes(selection.Directives) {
				c.arguments(selection.Definition.Arguments, selection.Arguments)
				c.selections(selection.SelectionSet)
			}
		case *ast.InlineFragment:
			if c.includes(selection.Directives) {
				c.selections(selection.SelectionSet)
			}
		case *ast.FragmentSpread:
			if c.includes(selection.Directives) && !c.entered[selection.Name] {
				c.entered[selection.Name] = true
				c.selections(c.fragments.ForName(selection.Name).SelectionSet)
			}
		}
	}
}

// includes evaluates both @skip and @include, as gqlgen does. It reports a condition that is
// null, and excludes the selection.
func (c *nullChecker) includes(directives ast.DirectiveList) bool {
	included := true
	for _, condition := range []struct {
		name string
		must bool
	}{{"skip", false}, {"include", true}} {
		d := directives.ForName(condition.name)
		if d == nil {
			continue
		}
		c.arguments(d.Definition.Arguments, d.Arguments)
		if d.ArgumentMap(c.values)["if"] != condition.must {
			included = false
		}
	}
	return included
}

func (c *nullChecker) arguments(definitions ast.ArgumentDefinitionList, arguments ast.ArgumentList) {
	for _, a := range arguments {
		c.path.Begin(a.Name)
		c.value(definitions.ForName(a.Name).Type, a.Value)
	}
}

func (c *nullChecker) value(t *ast.Type, v *ast.Value) {
	switch v.Kind {
	case ast.Variable:
		if value, given := c.values[v.Raw]; given && value == nil && t.NonNull && len(c.errs) < docerror.Max {
			path := c.path.String()
			refusal := models.Invalid(path, `Argument "%s" of non-null type "%s" must not be null.`, path, t)
			c.errs = append(c.errs, &gqlerror.Error{Err: refusal, Message: refusal.Message, Locations: docerror.Locations(v.Position)})
		}
	case ast.ListValue:
		for i, child := range v.Children {
			if t.Elem != nil {
				c.path.PushIndex(i)
				c.value(t.Elem, child.Value)
				c.path.Pop()
			}
		}
	case ast.ObjectValue:
		definition := c.schema.Types[t.Name()]
		if definition.Kind != ast.InputObject {
			return
		}
		for _, child := range v.Children {
			c.path.PushName(child.Name)
			c.value(definition.Fields.ForName(child.Name).Type, child.Value)
			c.path.Pop()
		}
	}
}
