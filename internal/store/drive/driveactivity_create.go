package drive

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// CreateDriveActivity records a drive activity of an item. It returns BAD_USER_INPUT, NOT_FOUND
// for the item, FORBIDDEN for the actor, or CONFLICT for an id that is in use.
func (s *Store) CreateDriveActivity(ctx context.Context, item models.ID, input models.DriveActivity) (*models.DriveActivity, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.DriveActivity}, Sent: func() []any { return []any{item, input.ID, input.Action, input.ObservedDateTime(), input.Actor} }}
	return write.Create(ctx, s.writer, use, item, input, CreateActivity)
}

// CreateActivity does the same as CreateDriveActivity within a mutation.
func CreateActivity(t *write.Tx, itemID models.ID, a models.DriveActivity) (*models.DriveActivity, error) {
	item, err := FindItem(t.Tx, "driveItemId", itemID)
	if err != nil {
		return nil, err
	}
	sent := a.Actor
	if sent == nil {
		// The actor is the caller, without the name, which may change. Therefore the digest
		// is different for another caller.
		key, _ := t.Caller.IdentitySet().ActorKey()
		sent = &models.IdentitySet{Device: &models.Identity{ID: &key.Value}}
	}
	c, err := codec.DigestContent(itemID, a.Action, a.ObservedDateTime(), a.Actor == nil, sent)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.TakeID("input.id", &a.ID, object.DriveActivity, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		row, err := object.Found(object.ByNum[ActivityRow](t.Tx, object.DriveActivities, num))("input.id", "activity")
		if err != nil {
			return nil, err
		}
		if a.Actor != nil {
			if same, err := t.RepeatsActor(row, a.Actor); err != nil || !same {
				return nil, cmp.Or(err, write.Conflict("input.id", a.ID))
			}
		}
		return driveActivityNode(t.Tx, row)
	}
	const argument = "input.times.observedDateTime"
	observed, err := t.TimeOr(argument, a.ObservedDateTime())
	if err != nil {
		return nil, err
	}
	if err := write.AliveAt(item.DeletedDateTime, a.ObservedDateTime(), argument); err != nil {
		return nil, err
	}
	actor, err := t.ActorOr(a.Actor)
	if err != nil {
		return nil, err
	}
	if err := t.MustBeKnown(a.Action.KnownOnly("input.action")); err != nil {
		return nil, err
	}
	by, err := t.InternAttribution(actor)
	if err != nil {
		return nil, err
	}
	row, err := newDriveActivityRow(t, &a, item, observed, by)
	if err != nil {
		return nil, err
	}
	if err := t.Create(row); err != nil {
		return nil, err
	}
	t.Rollup.DriveActivity(row.rolledUp(), a.Action, by)
	t.Acted(row.GroupNum)
	if err := t.Register(row.ID, object.DriveActivity, row.Num, c); err != nil {
		return nil, err
	}
	return driveActivityNode(t.Tx, row)
}

// newDriveActivityRow returns the row of a new drive activity. It interns the caller's identity
// set.
func newDriveActivityRow(t *write.Tx, a *models.DriveActivity, item *models.DriveItem, observed models.DateTimeOffset, actor identity.SetRef) (*ActivityRow, error) {
	action, err := json.Marshal(a.Action)
	if err != nil {
		return nil, fmt.Errorf("action: %w", err)
	}
	by, err := t.Intern(t.Caller.IdentitySet())
	if err != nil {
		return nil, err
	}
	return &ActivityRow{
		ID: a.ID, GroupNum: item.GroupNum, ItemNum: item.Num, Action: string(action),
		Ticks: observed.Ticks(), Form: observed.Form(), ActorNum: actor.Num,
		RecordedDateTime: t.Recorded, RecordedByNum: by,
	}, nil
}
