package cli

import (
	"fmt"
	"strings"

	"github.com/itemactivity/itemactivity/graph"
)

type schemaCommand struct{}

// Run prints the schema, for example for code generators.
func (schemaCommand) Run(to streams) error {
	_, err := fmt.Fprintln(to.out, strings.TrimRight(graph.SDL(), "\n"))
	return err
}
