package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// rareUser acts once, among many activities of other users.
var rareUser = "rare"

// rareTicks is the time of this activity. No other activity has it.
const rareTicks = 699_900*models.TicksPerDay + 12_345

// rareFilters find this activity by each index of itemActivities.
func rareFilters() map[string]models.ItemActivityFilter {
	at, after := models.Instant(rareTicks).DateTimeOffset(), models.Instant(rareTicks+1).DateTimeOffset()
	today := models.NewInstant(time.Now().Add(-time.Hour)).DateTimeOffset()
	item, group, moment, recorded := models.ID("item-0"), models.ID("team"), &models.DateTimeRange{From: &at, Before: &after}, &models.DateTimeRange{From: &today}
	return map[string]models.ItemActivityFilter{
		"rare actor":              {Actor: &models.IdentitySet{User: &models.Identity{ID: &rareUser}}},
		"rare time of an item":    {DriveItemID: &item, ActivityDateTime: moment},
		"rare time of a group":    {GroupID: &group, ActivityDateTime: moment},
		"latest of an item":       {DriveItemID: &item, RecordedDateTime: recorded},
		"latest of a whole group": {GroupID: &group, RecordedDateTime: recorded},
	}
}

// recordRare records this activity through the writer.
func recordRare(b *testing.B, s *Store) {
	b.Helper()
	at := models.Instant(rareTicks).DateTimeOffset()
	key := models.ActivityKey{GroupID: "team", ActivityID: "activity-0", StatID: models.AllTimeWindow().ID("item-0")}
	_, err := s.CreateItemActivity(auth.WithPrincipal(b.Context(), auth.Local()), key, models.ItemActivity{
		Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: &models.IdentitySet{User: &models.Identity{ID: &rareUser}},
	})
	if err != nil {
		b.Fatal(err)
	}
}

// findRare reads the page that contains only this activity, and its count.
func (s *Store) findRare(ctx context.Context, f models.ItemActivityFilter) error {
	c, err := s.FilteredActivities(ctx, f, nil, models.PageArgs{})
	if err != nil {
		return err
	}
	n, err := c.TotalCount(ctx)
	if err == nil && (len(c.Edges) != 1 || *n != 1) {
		err = fmt.Errorf("%d edges of %d", len(c.Edges), *n)
	}
	return err
}

// countDistinct counts the actors of some days from the facts, without rollups.
func (s *Store) countDistinct(ctx context.Context, item *models.DriveItem, from, until models.Day) error {
	v, err := read.Begin(ctx)
	if err != nil {
		return err
	}
	var n int64
	return v.DB.Raw(`SELECT count(DISTINCT identity_sets.actor_num) FROM item_activities
		JOIN identity_sets ON identity_sets.num = item_activities.actor_num
		WHERE item_num = ? AND ticks >= ? AND ticks < ?`, item.Num, from.Start(), until.Start()).Scan(&n).Error
}
