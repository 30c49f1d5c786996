// Package rollup contains what is derived from facts: counts and actors by item or group,
// action and day, and the tables that find facts.
package rollup

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/models"
)

// Activity contains the columns of an item activity on which rollups depend.
type Activity struct {
	Seq, Group, Item, Ticks int64
}

// DriveActivity contains the columns of a drive activity on which rollups depend.
type DriveActivity struct {
	Num, Group, Item, Ticks int64
	Recorded                models.Instant
}

// Rollup contains what facts add to the tables that are derived from them. The rollups of
// all mutations of a commit group that succeeded are merged, and stored right before the
// commit.
type Rollup struct {
	// Recorded is the latest recordedDateTime of the facts.
	Recorded models.Instant
	// Items and Drives are added to the statistics of items and of drives.
	Items, Drives []Contribution
	Actors        []ActivityActorRow
	// ranking contains what drive activities add to the counts of groups.
	ranking      ranking.Ranking
	driveActions []DriveActivityActionRow
}

// ItemActivity adds an item activity to the tables of its item and its actors.
func (r *Rollup) ItemActivity(a Activity, by identity.SetRef) {
	addFact(&r.Items, a.Item, models.Accesses, a.Ticks, by)
	for _, num := range by.Identities() {
		r.Actors = append(r.Actors, ActivityActorRow{num, a.Group, a.Ticks, a.Seq})
	}
}

// DriveActivity adds a drive activity, once for each counted action.
func (r *Rollup) DriveActivity(a DriveActivity, action *models.ItemActionSet, by identity.SetRef) {
	r.DriveActivityOfItem(a, action, by)
	r.DriveActivityOfDrive(a, action, by)
}

// DriveActivityOfDrive adds a drive activity to the statistics of its drive, and to the counts of the items
// and actors of the drive, alone.
func (r *Rollup) DriveActivityOfDrive(a DriveActivity, action *models.ItemActionSet, by identity.SetRef) {
	for _, counted := range action.Counted() {
		addFact(&r.Drives, a.Group, counted, a.Ticks, by)
		r.ranking.Count(a.Group, a.Item, by.Actor, counted, a.Ticks, a.Num)
	}
}

// DriveActivityOfItem adds a drive activity to the tables of its item alone.
func (r *Rollup) DriveActivityOfItem(a DriveActivity, action *models.ItemActionSet, by identity.SetRef) {
	r.Recorded = max(r.Recorded, a.Recorded)
	for _, counted := range action.Counted() {
		addFact(&r.Items, a.Item, counted, a.Ticks, by)
		r.driveActions = append(r.driveActions, DriveActivityActionRow{a.Item, counted, a.Ticks, a.Num})
	}
}

// addFact adds a fact of an owner to the bucket of its day and to that of all time.
func addFact(to *[]Contribution, owner int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	day := models.Instant(ticks).Day()
	*to = append(*to,
		Contribution{Bucket{owner, action, day}, by.Actor}, Contribution{Bucket{owner, action, AllTime}, by.Actor})
}

// Add adds the facts of another rollup.
func (r *Rollup) Add(other Rollup) {
	r.Recorded = max(r.Recorded, other.Recorded)
	r.Items = append(r.Items, other.Items...)
	r.Drives = append(r.Drives, other.Drives...)
	r.Actors = append(r.Actors, other.Actors...)
	r.ranking.Add(other.ranking)
	r.driveActions = append(r.driveActions, other.driveActions...)
}
