package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
)

// opening is the state of a server that opens its database.
type opening struct {
	// clause is a clause for clients.
	clause atomic.Pointer[string]
	log    *progressLog
}

// newOpening returns the state of a server that begins to open its database. The function end must be
// called when the database is open, or cannot be opened.
func newOpening(logger *slog.Logger) *opening {
	o := &opening{log: newProgressLog(logger, "opening the database")}
	o.set("the database is being opened")
	return o
}

func (o *opening) set(clause string) { o.clause.Store(&clause) }

// state returns a clause that says what the server does.
func (o *opening) state() string { return *o.clause.Load() }

func (o *opening) err() error { return errors.New(o.state()) }

// migrating is called before the database is migrated to each schema version.
func (o *opening) migrating(version, newest int64) {
	o.set(fmt.Sprintf("the database is being upgraded to schema version %d of %d", version, newest))
	o.log.begin("upgrading the database", "schema", version, "of", newest)
}

// catchingUp is called while activities are added to derived tables.
func (o *opening) catchingUp(done, of int64) {
	o.set(fmt.Sprintf("the derived tables contain %d of %d activities", done, of))
	o.log.set("updating the derived tables", "activities", done, "of", of)
}

// end ends the log of the progress. It may be called again.
func (o *opening) end() { o.log.end() }
