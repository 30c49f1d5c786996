package store

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// readTx is a read transaction: one state of the database, at one time, as one caller may
// see it.
type readTx struct {
	store  *Store
	DB     *gorm.DB
	Caller *auth.Principal
	Now    models.Instant
	// everyGroup lifts the limit to the caller's own groups.
	EveryGroup bool
	// batches say for which objects something is loaded together; nil in the writer,
	// which reads row by row.
	Batches *Batches
	// uncommitted says that the state is the writer's own: what is read from
	// it may still be rolled back, and is not remembered.
	Uncommitted bool
}

// remember keeps what was read for later, unless it may be rolled back.
func (v readTx) Remember(keep func()) {
	if !v.Uncommitted {
		keep()
	}
}
