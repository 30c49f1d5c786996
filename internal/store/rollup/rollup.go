// Package rollup has what is derived from facts: the counts and the actors of each item by
// action and day, and the tables by which facts are found.
package rollup

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/models"
)

// Activity is what a rollup has to know of an item activity.
type Activity struct {
	Seq, Group, Item, Ticks int64
	Recorded                models.Instant
}

// DriveActivity is what a rollup has to know of a drive activity.
type DriveActivity struct {
	Num, Item, Ticks int64
	Recorded         models.Instant
}

// Rollup is what facts add to the tables that are derived from them. That of a
// mutation joins its group's when the mutation has succeeded, and the group's is
// stored right before the commit.
type Rollup struct {
	// Recorded is the latest recordedDateTime among the facts.
	Recorded      models.Instant
	Contributions []Contribution
	Actors        []ActivityActorRow
	Postings      []posting.Entry
	driveActions  []DriveActivityActionRow
}

// ItemActivity adds an access.
func (r *Rollup) ItemActivity(a Activity, by identity.SetRef) {
	r.Recorded = max(r.Recorded, a.Recorded)
	r.Count(a.Item, models.Accesses, a.Ticks, by)
	for _, num := range by.Identities() {
		r.Actors = append(r.Actors, ActivityActorRow{num, a.Group, a.Ticks, a.Seq})
	}
	r.Post(a)
}

// Post adds an access to the lists by recording: its item's, and its group's.
func (r *Rollup) Post(a Activity) {
	r.Postings = append(r.Postings,
		posting.Entry{List: posting.List{Group: a.Group, Item: a.Item}, Seq: a.Seq},
		posting.Entry{List: posting.List{Group: a.Group}, Seq: a.Seq})
}

// DriveActivity adds what happened to an item, once for each counted action.
func (r *Rollup) DriveActivity(a DriveActivity, action *models.ItemActionSet, by identity.SetRef) {
	r.Recorded = max(r.Recorded, a.Recorded)
	for _, counted := range action.Counted() {
		r.Count(a.Item, counted, a.Ticks, by)
		r.driveActions = append(r.driveActions, DriveActivityActionRow{a.Item, counted, a.Ticks, a.Num})
	}
}

// Count counts a fact in its day and in all time.
func (r *Rollup) Count(item int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	day := models.Instant(ticks).Day()
	r.Contributions = append(r.Contributions,
		Contribution{Bucket{item, action, day}, by.Actor}, Contribution{Bucket{item, action, AllTime}, by.Actor})
}

// Add adds another rollup.
func (r *Rollup) Add(other Rollup) {
	r.Recorded = max(r.Recorded, other.Recorded)
	r.Contributions = append(r.Contributions, other.Contributions...)
	r.Actors = append(r.Actors, other.Actors...)
	r.Postings = append(r.Postings, other.Postings...)
	r.driveActions = append(r.driveActions, other.driveActions...)
}
