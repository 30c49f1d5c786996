package sqlite

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

const (
	// checkedAtOnce is the size in bytes of the largest database that is checked in one
	// transaction while a server runs. The check takes about a second, during which the
	// server's log grows.
	checkedAtOnce = 64 << 20
	// checkGrowth is the number of bytes by which a server's log may grow during a check.
	checkGrowth = 96 << 20
	// logCheckInterval is the interval at which a check reads the size of the log.
	logCheckInterval = 50 * time.Millisecond
)

// errCheckAborted is the error of a check that was aborted because the server's log grew too
// much.
var errCheckAborted = errors.New("the check was aborted")

// checkFile makes SQLite check a database: the structure of its pages, each index against
// its table, and the foreign keys. It calls differ for each difference. While a server
// runs, a large database is checked table by table. unchecked contains the tables whose
// check was aborted.
func checkFile(ctx context.Context, db *gorm.DB, name string, served bool, differ func(string, ...any)) (unchecked []string, err error) {
	c := integrity{db: db.WithContext(ctx), name: name, differ: differ}
	if served {
		if c.limit, err = dbfile.LimitGrowth(name); err != nil {
			return nil, err
		}
		c.limit.Max = c.limit.Now() + checkGrowth
	}
	wholeErr := errCheckAborted
	if !served || dbfile.Size(name) <= checkedAtOnce {
		wholeErr = c.check("")
	}
	if wholeErr != nil && !errors.Is(wholeErr, errCheckAborted) {
		return nil, wholeErr
	}
	var tables []string
	if err := c.db.Raw("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Scan(&tables).Error; err != nil {
		return nil, err
	}
	for _, table := range tables {
		if wholeErr != nil {
			err = c.check(table)
		}
		if err == nil {
			err = c.references(table)
		}
		if errors.Is(err, errCheckAborted) {
			unchecked, err = append(unchecked, table), nil
		}
		if err != nil {
			return nil, err
		}
	}
	if c.damage != "" {
		return nil, damaged(name, errors.New(c.damage))
	}
	return unchecked, nil
}

// integrity is one check of a file.
type integrity struct {
	db     *gorm.DB
	name   string
	differ func(string, ...any)
	// limit is nil if no server has the database open.
	limit *dbfile.LogGrowth
	// damage is the first line that SQLite reported.
	damage string
}

// check runs SQLite's integrity check on a table, or on everything.
func (c *integrity) check(table string) error {
	statement, arguments, where := "SELECT * FROM pragma_integrity_check", []any{}, c.name
	if table != "" {
		statement, arguments, where = statement+"(?)", []any{table}, "table "+table
	}
	var name []string
	if err := c.bounded(&name, statement, arguments...); err != nil {
		return err
	}
	if len(name) == 1 && name[0] == "ok" {
		return nil
	}
	for _, line := range name {
		for text := range strings.SplitSeq(line, "\n") {
			if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "***") {
				continue
			}
			if c.damage == "" {
				c.damage = text
			}
			c.differ("%s: %s.", where, text)
		}
	}
	return nil
}

// references reports how many rows of a table refer to rows that do not exist.
func (c *integrity) references(table string) error {
	var found []struct {
		Parent string
		Rows   int
	}
	err := c.bounded(&found, "SELECT parent, count(*) AS rows FROM pragma_foreign_key_check(?) GROUP BY parent", table)
	for _, f := range found {
		c.differ("Table %s: %d rows refer to rows of %s that do not exist.", table, f.Rows, f.Parent)
	}
	return err
}

// bounded runs a statement, and cancels it when the log is too long.
func (c *integrity) bounded(found any, statement string, arguments ...any) error {
	ctx, stop := context.WithCancelCause(c.db.Statement.Context)
	defer stop(nil)
	if c.limit != nil {
		go func() {
			again := time.NewTicker(logCheckInterval)
			defer again.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-again.C:
					if c.limit.Check() != nil {
						stop(errCheckAborted)
					}
				}
			}
		}()
	}
	err := c.db.WithContext(ctx).Raw(statement, arguments...).Scan(found).Error
	if err != nil && errors.Is(context.Cause(ctx), errCheckAborted) {
		return errCheckAborted
	}
	return err
}
