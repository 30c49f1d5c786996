package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/itemactivity/itemactivity/bench/opponent"
)

// productName is the name of the contestant with which the others are compared.
const productName = "itemactivity"

// api is the format and the path of requests.
type api struct{ dialect, path string }

// contestant is a server that is measured.
type contestant struct {
	name  string
	title string
	// api has the requests that are measured, and setup those before the measurement.
	api, setup api
	database   string
	log        string
	// program and args are its command line.
	program string
	args    []string
	// product: it is a build of itemactivity.
	product bool
	// front: it is compared only with the other contestants of this kind. They are the same
	// server with different requests for the same mutation.
	front bool
	// stores: it has a database. ownSchema: it creates the tables itself, so that the start
	// with a new database can be measured.
	stores, ownSchema bool
	// pages: it can read pages. peer: it is a server that others build with other libraries.
	pages, peer bool

	acknowledged int64
	server       *process
	cells        map[cell][]measured
	startsEmpty  []float64
	starts       []float64
	idle         int64
	bytes        int64
}

// contestants returns the selected contestants. built is the path of itemactivity.
func contestants(o options, built string) ([]*contestant, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if self, err = install(self, filepath.Join(o.dir, "opponents")); err != nil {
		return nil, err
	}
	all := []*contestant{product(productName, "itemactivity", built, api{"graphql", "/graphql"})}
	if o.before != "" {
		before, err := install(o.before, filepath.Join(o.dir, "before"))
		if err != nil {
			return nil, err
		}
		all = append(all, product("before", "itemactivity before", before, api{"graphql", "/graphql"}))
	}
	for _, kind := range []struct{ name, title, dialect string }{
		{"grouped", "raw insert, group commit", "raw"},
		{"raw", "raw insert, own commit", "raw"},
		{"nothing", "gqlgen, no store", "graphql"},
		{"standin", "stand-in for the best peer", "graphql"},
		{"textbook", "textbook", "graphql"},
	} {
		c := &contestant{name: kind.name, title: kind.title, api: api{kind.dialect, "/"}, program: self, args: []string{opponentCommand, kind.name}}
		c.setup, c.stores, c.ownSchema = c.api, opponent.Stores(kind.name), opponent.Gorm(kind.name)
		c.pages = c.ownSchema
		all = append(all, c)
	}
	peers, err := installedPeers(self)
	if err != nil {
		return nil, err
	}
	all = append(all, peers...)
	for _, c := range []*contestant{
		product("graph", "URLs of Microsoft Graph", built, api{"graph", "/v1.0"}),
		product("route", "`/graphql`", built, api{"route", "/graphql"}),
	} {
		c.front, c.pages = true, false
		all = append(all, c)
	}
	var wanted []*contestant
	for _, c := range all {
		if !o.wants(c.name) && c.name != "before" {
			continue
		}
		c.cells = map[cell][]measured{}
		c.database = filepath.Join(o.dir, c.name+".db")
		c.log = filepath.Join(o.dir, c.name+".log")
		if c.product {
			c.args = []string{"--addr", "127.0.0.1:0", "--database", c.database}
		} else {
			c.args = append(c.args, c.database)
		}
		wanted = append(wanted, c)
	}
	return wanted, nil
}

func product(name, title, program string, measured api) *contestant {
	return &contestant{
		name: name, title: title, api: measured, setup: api{"graphql", "/graphql"},
		program: program, product: true, stores: true, ownSchema: true, pages: true,
	}
}

// build builds itemactivity and returns the path of the program.
func build(ctx context.Context, dir string) (string, error) {
	linked := filepath.Join(dir, "linked")
	command := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", linked, "github.com/itemactivity/itemactivity")
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return "", err
	}
	return install(linked, filepath.Join(dir, "itemactivity"))
}

// install copies a program and returns the path of the copy. The page cache holds a file that
// was just linked in larger units than a copied file. A process of such a file has several
// MiB more resident memory.
func install(program, name string) (_ string, err error) {
	from, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700) //nolint:gosec // it is to be run
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	return name, errors.Join(err, to.Close())
}
