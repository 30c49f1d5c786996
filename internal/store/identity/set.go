// Package identity has the identity sets of those who act, and the actors that are
// counted for them.
package identity

import "github.com/itemactivity/itemactivity/models"

// SetRow is an identity set, with the number of its counted actor if it has one.
type SetRow struct {
	Num      int64 `gorm:"primaryKey"`
	Digest   []byte
	Content  string
	ActorNum *int64
}

// TableName implements gorm's Tabler.
func (SetRow) TableName() string { return "identity_sets" }

// SetRef has the numbers of an identity set: its own, that of the counted actor, which is
// 0 for none, and those of all its identities. Actors and identities are numbered
// together.
type SetRef struct {
	Num   int64
	Actor int64
	// all has the known first. The counted actor is among them, and may be one more than
	// the set names.
	all   [models.ActorSlots + 1]int64
	known int
}

// Add adds an identity.
func (r *SetRef) Add(identity int64) {
	r.all[r.known] = identity
	r.known++
}

// Identities returns the numbers of all identities.
func (r *SetRef) Identities() []int64 { return r.all[:r.known] }
