// Package read has what reads of the store have in common: the read transaction and what
// its caller may see, batches, relations and lists. It knows no tables but those of groups
// and their members.
package read

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// Tx is a read transaction: one state of the database, at one time, as one caller may
// see it.
type Tx struct {
	DB     *gorm.DB
	Caller *auth.Principal
	Now    models.Instant
	// Cursors seals and opens the cursors of lists; nil in the writer, which reads no
	// pages.
	Cursors *codec.CursorSealer
	// EveryGroup lifts the limit to the caller's own groups.
	EveryGroup bool
	// Batches say for which objects something is loaded together; nil in the writer,
	// which reads row by row.
	Batches *Batches
	// Uncommitted says that the state is the writer's own: what is read from
	// it may still be rolled back, and is not remembered.
	Uncommitted bool
}

// Transaction is a type that embeds Tx. Lists and relations pass it to the functions of
// the objects that they read.
type Transaction interface{ Base() Tx }

// Base returns the transaction itself, from the type that embeds it.
func (t Tx) Base() Tx { return t }

// Remember keeps what was read for later, unless it may be rolled back.
func (t Tx) Remember(keep func()) {
	if !t.Uncommitted {
		keep()
	}
}
