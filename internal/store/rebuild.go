package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rebuild"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// Rebuild empties all tables that are derived from the facts of a database, and fills them again.
// Nobody else may have the database open for writing. If Rebuild is interrupted after it has emptied
// the tables, the next start of a server completes them, and so does another Rebuild. If progress is
// not nil, it is called with the number of item activities that the tables contain, on average, and
// the number of all item activities. The errors are messages for an operator.
func Rebuild(ctx context.Context, cfg Config, progress func(done, of int64)) (done rebuild.Result, err error) {
	// A database that does not exist, or that has another schema, is rejected without a change.
	reader, err := sqlite.OpenReadOnly(ctx, cfg.database())
	if err == nil {
		err = reader.Close()
	}
	if err != nil {
		return done, err
	}
	r, err := Reserve(cfg)
	if err != nil {
		return done, err
	}
	database, err := r.openDatabase(ctx)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	if err := database.Start(ctx); err != nil {
		return done, database.Explain(err)
	}
	if done, err = rebuild.Empty(ctx, database); err != nil {
		if ctx.Err() != nil {
			return done, fmt.Errorf("rebuild was interrupted, and has changed nothing in %s", cfg.Path)
		}
		return done, fmt.Errorf("rebuild has changed nothing: %w", database.Explain(err))
	}
	projector := projection.New(projection.Config{
		Database: database, Tail: new(activitylog.Tail), Logger: cfg.Logger, Progress: progress, Limits: cfg.projections,
	})
	if err := projector.Fill(ctx); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("rebuild was interrupted: the next rebuild of %s, or the next start of a server, completes it", cfg.Path)
			return done, err
		}
		return done, fmt.Errorf("rebuild has not filled all tables: remove the cause, and then run it again or start a server, which completes it: %w", database.Explain(err))
	}
	return done, nil
}
