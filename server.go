// Command itemactivity is a self-hosted GraphQL server that records what happens to the
// files of groups.
package main

import (
	"os"

	"github.com/itemactivity/itemactivity/internal/cli"
)

//go:generate go run ./graph/generate
//go:generate sh -c "go run . schema > graph/schema.graphql"

func main() { os.Exit(cli.Run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr)) }
