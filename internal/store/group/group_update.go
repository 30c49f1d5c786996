package group

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// UpdateGroup changes a group. It returns BAD_USER_INPUT, NOT_FOUND for the group,
// FORBIDDEN for a caller who does not manage it or may not set the claim, or CONFLICT for
// a claim in use. If one change is rejected, none is made.
func (s *Store) UpdateGroup(ctx context.Context, group models.ID, update models.GroupUpdate) (*models.Group, error) {
	if err := update.Validate(); err != nil {
		return nil, err
	}
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.Group, error) {
		g, err := groupToManage(t, group)
		if err != nil {
			return nil, err
		}
		if err := mustManage(t, g.Num); err != nil {
			return nil, err
		}
		changed := false
		if claim, sent := update.Claim.ValueOK(); sent {
			if changed, err = changeClaim(t, g, claim); err != nil {
				return nil, err
			}
		}
		if name, sent := update.DisplayName.ValueOK(); sent && *name != g.DisplayName {
			g.DisplayName, changed = *name, true
		}
		if !changed {
			return g, nil
		}
		t.Wrote = true
		return g, t.DB.Model(g).Select("DisplayName", "Claim").Updates(g).Error
	})
}
