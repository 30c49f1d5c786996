package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/itemactivity/itemactivity/bench/opponent"
)

// installedPeers returns the peers whose packages are installed. self is the path of this
// program.
func installedPeers(self string) ([]*contestant, error) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/itemactivity/itemactivity/bench/peers").Output() //nolint:noctx // it is short
	if err != nil {
		return nil, err
	}
	dir := strings.TrimSpace(string(out))
	all := []*contestant{newPeer(opponent.Gophers, "graph-gophers, database/sql", self, opponentCommand, opponent.Gophers)}
	bun := filepath.Join(dir, "bun/node_modules/bun/bin/bun.exe") // npm uses this name on each system
	for _, p := range []*contestant{
		newPeer("bun", "Bun, graphql-jit, bun:sqlite", bun, filepath.Join(dir, "bun/server.js")),
		newPeer("mercurius", "Node.js, mercurius-jit, better-sqlite3", "node", filepath.Join(dir, "mercurius/server.js")),
	} {
		// npm writes this file at the end.
		switch _, err := os.Stat(filepath.Join(dir, p.name, "node_modules/.package-lock.json")); {
		case err == nil:
			all = append(all, p)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		default:
			fmt.Fprintf(os.Stderr, "%s is not measured, because it is not installed: run make bench-peers\n", p.name)
		}
	}
	return all, nil
}

func newPeer(name, title, program string, args ...string) *contestant {
	format := api{"graphql", "/"}
	return &contestant{
		name: name, title: title, program: program, args: args, api: format, setup: format,
		stores: true, ownSchema: true, pages: true, peer: true,
	}
}
