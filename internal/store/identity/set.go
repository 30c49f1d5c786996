// Package identity contains the rows and digests of identity sets and of the actors that
// are counted for them.
package identity

import "github.com/itemactivity/itemactivity/models"

// SetRow is an identity set and the number of its counted actor, if it has one.
type SetRow struct {
	Num      int64 `gorm:"primaryKey"`
	Digest   []byte
	Content  string
	ActorNum *int64
}

// TableName implements gorm's Tabler.
func (SetRow) TableName() string { return "identity_sets" }

// SetRef contains the number of an identity set, the number of its counted actor, or 0 if
// it has none, and the numbers of all its identities. Actors and identities share one
// sequence of numbers.
type SetRef struct {
	Num   int64
	Actor int64
	// all contains the numbers of the identities in its first known elements. The counted
	// actor is one of them, possibly in addition to those that the set names.
	all   [models.ActorSlots + 1]int64
	known int
}

// Add adds the number of an identity.
func (r *SetRef) Add(identity int64) {
	r.all[r.known] = identity
	r.known++
}

// Identities returns the numbers of all identities.
func (r *SetRef) Identities() []int64 { return r.all[:r.known] }
