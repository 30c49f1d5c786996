package storetest

import (
	"context"
	"slices"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// fact is an access or a drive activity to record.
type fact struct {
	id    models.ID
	at    models.DateTimeOffset
	actor *models.IdentitySet
	// action is the action of a drive activity. It is nil for an access.
	action *models.ItemActionSet
	// ofItem says that the access is recorded with the id of the item alone.
	ofItem bool
}

func (f fact) has(action models.CountedAction) bool {
	if f.action == nil {
		return action == models.Accesses
	}
	return slices.Contains([]bool{
		action == models.Creations && f.action.Create != nil,
		action == models.Edits && f.action.Edit != nil,
		action == models.Deletions && f.action.Delete != nil,
		action == models.Moves && f.action.Move != nil,
	}, true)
}

func (f fact) record(ctx context.Context, s *store.Store, item models.ID) error {
	at := f.at
	if f.action != nil {
		_, err := s.CreateDriveActivity(ctx, item, models.DriveActivity{
			ID: f.id, Action: f.sentAction(), Actor: f.actor, Times: &models.ItemActivityTimeSet{ObservedDateTime: &at},
		})
		return err
	}
	a := models.ItemActivity{ID: f.id, Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: f.actor}
	if f.ofItem {
		_, err := s.RecordAccess(ctx, item, a)
		return err
	}
	key := models.ActivityKey{GroupID: "team", ActivityID: item + "-key", StatID: "~allTime~" + item}
	_, err := s.CreateItemActivity(ctx, key, a)
	return err
}

// sentAction returns a copy of the action, because the store may change it.
func (f fact) sentAction() *models.ItemActionSet {
	a := &models.ItemActionSet{Rename: &models.RenameAction{}}
	if f.action.Create != nil {
		a.Create = &models.CreateAction{}
	}
	if f.action.Edit != nil {
		a.Edit = &models.EditAction{}
	}
	if f.action.Delete != nil {
		a.Delete = &models.DeleteAction{}
	}
	if f.action.Move != nil {
		a.Move = &models.MoveAction{}
	}
	return a
}

func generateFact(r *rapid.T) fact {
	return fact{at: generateTime(r), actor: generateActor(r), action: generateAction(r), ofItem: rapid.Bool().Draw(r, "ofItem")}
}

// generateTime generates times of which many are equal or near each other: at the ends of
// days, near the clock, at the ends of the calendar, and equal instants with different
// offsets.
func generateTime(r *rapid.T) models.DateTimeOffset {
	day := rapid.OneOf(
		rapid.Map(rapid.Int64Range(-8, 1), func(d int64) int64 { return ticksOf(now)/models.TicksPerDay + d }),
		rapid.SampledFrom([]int64{0, 1, 736_328, 736_329, 3_652_057, 3_652_058}),
	).Draw(r, "day")
	within := rapid.OneOf(
		rapid.SampledFrom([]int64{0, 1, models.TicksPerDay / 2, models.TicksPerDay - 1}),
		rapid.Int64Range(0, models.TicksPerDay-1),
	).Draw(r, "within")
	return dateTime(r, day*models.TicksPerDay+within, rapid.Int64Range(-14*60, 14*60).Draw(r, "offset"))
}

// dateTime returns an instant at an offset in minutes, or in UTC if there is no such date
// at the offset.
func dateTime(r *rapid.T, ticks, offset int64) models.DateTimeOffset {
	const utc = 2 + 14*60
	d, err := models.DateTimeOffsetOf(ticks, (utc+offset)<<3)
	if err != nil {
		d, err = models.DateTimeOffsetOf(ticks, 0)
	}
	if err != nil {
		r.Fatal(err)
	}
	return d
}

func generateActor(r *rapid.T) *models.IdentitySet {
	identity := rapid.Custom(func(r *rapid.T) *models.Identity {
		text := rapid.SampledFrom([]*string{nil, new(""), new("1"), new("2"), new("Ann")})
		return rapid.SampledFrom([]*models.Identity{
			nil, {}, {ID: text.Draw(r, "id"), DisplayName: text.Draw(r, "displayName")},
		}).Draw(r, "identity")
	})
	return &models.IdentitySet{
		User: identity.Draw(r, "user"), Application: identity.Draw(r, "application"), Device: identity.Draw(r, "device"),
	}
}

func generateAction(r *rapid.T) *models.ItemActionSet {
	if rapid.Bool().Draw(r, "access") {
		return nil
	}
	a := new(models.ItemActionSet)
	for _, facet := range rapid.SliceOfDistinct(rapid.IntRange(1, 4), rapid.ID[int]).Draw(r, "facets") {
		switch models.CountedAction(facet) {
		case models.Creations:
			a.Create = &models.CreateAction{}
		case models.Edits:
			a.Edit = &models.EditAction{}
		case models.Deletions:
			a.Delete = &models.DeleteAction{}
		case models.Moves:
			a.Move = &models.MoveAction{}
		}
	}
	return a
}
