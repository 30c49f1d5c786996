package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/bench/load"
)

// bareSQL is the name of the contestant that reads pages in this process, without a server.
const bareSQL = "sql"

// pageSQL reads a page of an item with the columns of the log that are integers.
const pageSQL = `SELECT a.seq, a.key_num, a.group_num, a.item_num, a.ticks, a.sent, a.actor_num, a.recorded_after
	FROM item_timelines AS t JOIN item_activities AS a ON a.seq = t.seq
	WHERE t.item_num = ? AND t.ticks < ? ORDER BY t.ticks DESC, t.seq DESC LIMIT ?`

// measureSQL reads random pages from a closed database of itemactivity with one statement of
// the driver, and returns the contestant with the processor time of a page.
func measureSQL(ctx context.Context, o options, database string) (_ *contestant, err error) {
	c := &contestant{name: bareSQL, title: "bare SQL", cells: map[cell][]measured{}}
	starts, err := pageStarts(ctx, database)
	if err != nil || len(starts) == 0 {
		return c, err
	}
	conn, err := new(sqlite3.SQLiteDriver).Open("file:" + database + "?_cache_size=-12288&_mutex=no")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	statement, err := conn.Prepare(pageSQL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, statement.Close()) }()
	for range o.rounds {
		result := &load.Result{Elapsed: o.duration}
		before, err := ownCPU()
		if err != nil {
			return nil, err
		}
		for end := time.Now().Add(o.duration); time.Now().Before(end); result.Rows++ {
			if err := readPage(ctx, statement, starts[rand.IntN(len(starts))]); err != nil { //nolint:gosec // a sample
				return nil, err
			}
		}
		after, err := ownCPU()
		if err != nil {
			return nil, err
		}
		result.CPU = after - before
		c.cells[crowdPages] = append(c.cells[crowdPages], measured{Result: result})
	}
	return c, nil
}

// pageStart is an item and a time before which it has a whole page.
type pageStart struct{ item, ticks int64 }

func pageStarts(ctx context.Context, database string) (starts []pageStart, err error) {
	db, err := sql.Open("sqlite3", "file:"+database)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT item_num, ticks FROM
		(SELECT *, row_number() OVER (PARTITION BY item_num ORDER BY ticks, seq) AS position FROM item_timelines)
		WHERE position > ?`, load.PageRows)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s pageStart
		if err := rows.Scan(&s.item, &s.ticks); err != nil {
			return nil, err
		}
		starts = append(starts, s)
	}
	return starts, rows.Err()
}

// readPage returns an error unless the page is whole.
func readPage(ctx context.Context, statement driver.Stmt, at pageStart) (err error) {
	rows, err := statement.(driver.StmtQueryContext).QueryContext(ctx, []driver.NamedValue{
		{Ordinal: 1, Value: at.item}, {Ordinal: 2, Value: at.ticks}, {Ordinal: 3, Value: int64(load.PageRows)},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var values [8]driver.Value
	n := 0
	for ; err == nil; n++ {
		err = rows.Next(values[:])
	}
	if err != io.EOF { //nolint:errorlint // the driver returns this value
		return err
	}
	if n--; n != load.PageRows {
		return fmt.Errorf("a page of bare SQL has %d rows", n)
	}
	return nil
}

// ownCPU returns the processor time that this process has used.
func ownCPU() (time.Duration, error) {
	var used syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), err
}
