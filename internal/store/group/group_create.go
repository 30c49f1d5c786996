package group

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// CreateGroup creates a group with its drive, and makes the caller its first owner. It returns
// BAD_USER_INPUT, FORBIDDEN for a claim that the caller may not set, or CONFLICT for an id or a
// claim that is in use.
func (s *Store) CreateGroup(ctx context.Context, input models.Group) (*models.Group, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.Group, object.Drive}, Sent: func() []any { return []any{input.ID, input.DriveID, input.DisplayName, input.Claim} }}
	return write.Create(ctx, s.writer, use, input.DriveID, input, Create)
}

// Create does the same as CreateGroup within a mutation.
func Create(t *write.Tx, driveID models.ID, g models.Group) (*models.Group, error) {
	kind, member := read.MemberOf(t.Caller)
	sent := []any{kind, member, g.DisplayName, driveID}
	if g.Claim != nil {
		// A group without a claim has the same digest as in versions that had no claims.
		sent = append(sent, g.Claim)
	}
	c, err := codec.DigestContent(sent...)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.TakeID("input.id", &g.ID, object.Group, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		repeated, err := object.ByNum[models.Group](t.Tx, object.Groups, num)
		if repeated == nil && err == nil {
			argument := "input.id"
			if g.ID.IsIdempotent() {
				argument = write.IdempotencyKeyArgument
			}
			err = models.Errorf(models.Conflict, argument, "An earlier request with the same input has created this group, and you have left the group since. To create another group, choose another id or key.")
		}
		return repeated, err
	}
	drive := models.Drive{ID: driveID}
	if _, repeated, err := t.TakeID("input.driveId", &drive.ID, object.Drive, c); err != nil {
		return nil, err
	} else if repeated {
		return nil, write.Conflict("input.driveId", drive.ID)
	}
	if err := maySetClaim(t, g.Claim); err != nil {
		return nil, err
	}
	if g.Claim != nil {
		t.ClaimSet()
	}
	g.CreatedDateTime = t.Now
	if err := t.Create(&g); err != nil {
		return nil, err
	}
	drive.GroupNum = g.Num
	if err := t.Create(&drive); err != nil {
		return nil, err
	}
	if err := t.Register(g.ID, object.Group, g.Num, c); err != nil {
		return nil, err
	}
	if err := t.Register(drive.ID, object.Drive, drive.Num, c); err != nil {
		return nil, err
	}
	t.Acted(g.Num)
	return &g, join(t, &MemberRow{GroupNum: g.Num, Kind: kind, Member: member, Owner: true})
}
