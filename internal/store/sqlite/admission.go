package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"runtime"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/fairshare"
	"github.com/itemactivity/itemactivity/models"
)

// callerConnections returns the largest number of connections that one caller reads on. It
// exceeds the number of processors because some of them wait for the disk.
func callerConnections() int { return max(4, 2*runtime.NumCPU()) }

// spareConnections returns the number of connections that are reserved for callers who use
// none. A read is not interrupted for another caller, so without them a new caller would
// wait until one ends.
func spareConnections() int { return max(4, runtime.NumCPU()) }

// readConnections returns the number of connections that read.
func readConnections() int { return callerConnections() + spareConnections() }

// admission decides when a caller's read transaction may begin. It needs a connection, of
// which each caller has a fair share, and an open gate.
type admission struct {
	connections *gorm.DB
	budget      *fairshare.Budget
	gate        *gate
}

func newAdmission(connections *gorm.DB) *admission {
	return &admission{
		connections: connections,
		budget: fairshare.New(fairshare.Limits{
			Capacity: int64(readConnections()), Reserve: int64(spareConnections()),
			Share: int64(callerConnections() / 2),
		}),
		gate: newGate(),
	}
}

var errReadersBusy = &models.Error{
	Code:       models.Unavailable,
	Message:    "The server is overloaded with reads, and no connection was free in time. Try again.",
	RetryAfter: 1,
}

// openReaders opens all connections for a server's requests, with their files.
func openReaders(ctx context.Context, path string, logger *slog.Logger) (*gorm.DB, error) {
	db, err := openReadPool(path, readConnections(), logger, "PRAGMA cache_size = -"+readerCache)
	if err != nil {
		return nil, err
	}
	if err := openAll(ctx, db); err != nil {
		return nil, errors.Join(err, closePool(db))
	}
	return db, nil
}

// openReadPool returns a pool of connections that cannot write. They are opened when they
// are needed.
func openReadPool(path string, connections int, logger *slog.Logger, pragmas ...string) (*gorm.DB, error) {
	return openPool(path, url.Values{
		"mode":        {"ro"},
		"_query_only": {"on"},
	}, connections, logger, pragmas...)
}

// begin begins a read transaction for a caller, and returns the function that ends it. It
// waits for a connection and for a closed gate, until the context ends. cancel ends the
// context.
func (a *admission) begin(ctx context.Context, caller string, cancel context.CancelCauseFunc) (tx *Transaction, end func(), err error) {
	if err := a.budget.Acquire(ctx, caller, 1); err != nil {
		return nil, nil, errors.Join(err, errReadersBusy)
	}
	r := &read{cancel: cancel}
	if err = a.gate.enter(ctx, r); err == nil {
		if tx, err = beginOn(a.connections, "BEGIN"); err != nil {
			a.gate.leave(r)
		}
	}
	if err != nil {
		a.budget.Release(caller, 1)
		return nil, nil, err
	}
	return tx, func() {
		_ = tx.End() // there is nothing to lose
		a.gate.leave(r)
		a.budget.Release(caller, 1)
	}, nil
}

// BeginRead begins a read transaction for a caller. It returns gorm's session in the
// transaction, and the function that ends it. The transaction reads one snapshot of the
// database. BeginRead waits for a connection until the context ends, and then returns
// UNAVAILABLE with the context's error. If the transaction delays writes, the database
// calls cancel, which must end the context, with a cause for the caller.
func (d *Database) BeginRead(ctx context.Context, caller string, cancel context.CancelCauseFunc) (db *gorm.DB, end func(), err error) {
	tx, end, err := d.admission.begin(ctx, caller, cancel)
	if err != nil {
		return nil, nil, d.translateRead(err)
	}
	return tx.DB, end, nil
}
