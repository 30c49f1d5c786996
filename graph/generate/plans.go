package main

import (
	_ "embed" // for the template
	"path/filepath"
	"strings"
	"text/template"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed plan.gotpl
var planTemplate string

// plans is a plugin of gqlgen. It writes plan.generated.go, which has a plan.ObjectType for
// each object type of the schema.
type plans struct{}

// Name implements plugin.Plugin.
func (plans) Name() string { return "plans" }

// GenerateCode implements plugin.CodeGenerator.
func (plans) GenerateCode(data *codegen.Data) error {
	m := model{}
	for _, o := range data.Objects {
		if strings.HasPrefix(o.Name, "__") {
			continue // introspection has no plans
		}
		object, err := newObject(o)
		if err != nil {
			return err
		}
		m.Objects = append(m.Objects, object)
	}
	for _, i := range data.Interfaces {
		if !strings.HasPrefix(i.Name, "__") {
			m.Interfaces = append(m.Interfaces, i)
		}
	}
	for _, i := range data.Inputs {
		if err := checkInput(i); err != nil {
			return err
		}
		m.Inputs = append(m.Inputs, i)
	}
	return templates.Render(templates.Options{
		PackageName:     data.Config.Exec.Package,
		Filename:        filepath.Join(data.Config.Exec.Dir(), "plan.generated.go"),
		Template:        planTemplate,
		Data:            m,
		Funcs:           template.FuncMap{"decode": decode, "isComposite": isComposite},
		GeneratedHeader: true,
		Packages:        data.Config.Packages,
	})
}

// model is the data of the template.
type model struct {
	Objects    []object
	Interfaces []*codegen.Interface
	Inputs     []*codegen.Object
}

// object is an object type.
type object struct {
	*codegen.Object
	Fields []field
}

func newObject(o *codegen.Object) (object, error) {
	made := object{Object: o}
	for _, f := range o.Fields {
		if f.IsReserved() {
			continue
		}
		one, err := newField(f)
		if err != nil {
			return made, err
		}
		made.Fields = append(made.Fields, one)
	}
	return made, nil
}

// Resolves reports whether a field of the object has a resolver.
func (o object) Resolves() bool {
	for _, f := range o.Fields {
		if f.IsResolver {
			return true
		}
	}
	return false
}

// hasFields reports whether a type has fields of its own.
func hasFields(d *ast.Definition) bool { return d.Kind == ast.Object || d.Kind == ast.Interface }
