package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	_ "github.com/mattn/go-sqlite3" // counts the rows
)

// compare prepares the contestants, measures them in turns, counts what they have stored,
// and prints the table.
func compare(ctx context.Context, o options, to io.Writer) (err error) {
	dir, err := os.MkdirTemp(o.dir, "itemactivity-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o.dir = dir
	program, err := build(ctx, dir)
	if err != nil {
		return err
	}
	facts, err := describeMachine(dir, o.args)
	if err != nil {
		return err
	}
	all, err := contestants(o, program)
	if err != nil {
		return err
	}
	for _, c := range all {
		defer func() { err = errors.Join(err, c.stop()) }()
		if err := c.prepare(ctx, o, program); err != nil {
			return c.withLog(err)
		}
		fmt.Fprintf(os.Stderr, "%s is ready with %d activities\n", c.name, c.acknowledged)
	}
	if err := measure(ctx, o, all); err != nil {
		return err
	}
	for _, c := range all {
		if err := c.checkStored(ctx); err != nil {
			return err
		}
	}
	bare, err := measureSQL(ctx, o, all[0].database)
	if err != nil {
		return err
	}
	return report(to, o, facts, all, bare)
}

// checkStored stops a contestant. It returns an error unless the database has exactly the
// acknowledged activities.
func (c *contestant) checkStored(ctx context.Context) (err error) {
	if err := c.stop(); err != nil || !c.stores {
		return err
	}
	db, err := sql.Open("sqlite3", "file:"+c.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var stored int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM item_activities").Scan(&stored); err != nil {
		return err
	}
	if stored != c.acknowledged {
		return fmt.Errorf("%s acknowledged %d activities and stored %d", c.name, c.acknowledged, stored)
	}
	c.bytes, err = c.size()
	return err
}

// withLog adds the end of the log of a server to an error.
func (c *contestant) withLog(err error) error {
	const tail = 2000
	output, _ := os.ReadFile(c.log) // the file may not exist yet
	return fmt.Errorf("%s: %w\n%s", c.name, err, output[max(0, len(output)-tail):])
}
