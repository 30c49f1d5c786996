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

// SetActorRow says that an identity set names an identity, or is counted as its actor.
type SetActorRow struct {
	SetNum   int64 `gorm:"primaryKey"`
	ActorNum int64 `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (SetActorRow) TableName() string { return "identity_set_actors" }

// SetRef contains the number of an identity set, the number of its counted actor, or 0 if
// it has none, and the numbers of all its identities. Actors and identities share one
// sequence of numbers.
type SetRef struct {
	Num   int64
	Actor int64
	// all contains the numbers of the identities in its first known elements. The counted
	// actor is one of them, possibly in addition to those that the set names.
	all   [models.ActorSlots + 1]int64
	known uint8
}

// Add adds the number of an identity. It returns false if there are more than a set can have.
func (r *SetRef) Add(identity int64) bool {
	if int(r.known) == len(r.all) {
		return false
	}
	r.all[r.known] = identity
	r.known++
	return true
}

// AddActors adds the numbers of the identities of an attribution, and sets the counted actor. It
// returns false if one has no number.
func (r *SetRef) AddActors(a Attribution, nums map[models.ActorKey]int64) (known bool) {
	known = true
	for _, key := range a.Keys() {
		num, ok := nums[key]
		if !ok {
			known = false
			continue
		}
		r.Add(num)
		if key == a.Counted {
			r.Actor = num
		}
	}
	return known
}

// Identities returns the numbers of all identities.
func (r *SetRef) Identities() []int64 { return r.all[:r.known] }
