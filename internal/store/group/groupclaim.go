package group

import (
	"context"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// UpdateGroup changes a group. It returns BAD_USER_INPUT, NOT_FOUND for the group,
// FORBIDDEN for who does not manage it or may not set the claim, or CONFLICT for a
// claim in use.
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
		claim, sent := update.Claim.ValueOK()
		if !sent || equalClaims(claim, g.Claim) {
			return g, nil
		}
		if g.Claim != nil && !t.Caller.ManagesEveryGroup() {
			return nil, models.Errorf(models.Forbidden, "input.claim",
				"The group has a claim: only an application with Group.ReadWrite.All changes or clears it.")
		}
		if err := maySetClaim(t, claim); err != nil {
			return nil, err
		}
		if err := ownsAlone(t, g.Num); err != nil {
			return nil, err
		}
		g.Claim = claim
		t.Wrote = true
		if err := t.DB.Model(g).Select("Claim").Updates(g).Error; err != nil {
			return nil, err
		}
		t.ClaimSet()
		return g, nil
	})
}

// ownsAlone refuses a caller who owns the group together with others: those could own
// what other people's tokens admit to without a token that lists the claim.
func ownsAlone(t *write.Tx, groupNum int64) error {
	if t.Caller.ManagesEveryGroup() {
		return nil
	}
	var owners int64
	if err := t.DB.Model(&MemberRow{}).Where("group_num = ? AND owner", groupNum).Count(&owners).Error; err != nil {
		return err
	}
	if owners > 1 {
		return models.Errorf(models.Forbidden, "input.claim",
			"The group has other owners: a claim is set by an owner who is the only one. Let them lay down ownership first, or have an application with Group.ReadWrite.All set it.")
	}
	return nil
}

func equalClaims(a, b *models.ID) bool { return a == b || a != nil && b != nil && *a == *b }

// maySetClaim refuses a claim that the caller may not give to a group, or that
// another group has; nil is no claim. Without the first check anybody could create
// the group of other people's claim, and own what they put into it.
func maySetClaim(t *write.Tx, claim *models.ID) error {
	if claim == nil {
		return nil
	}
	own := slices.Contains(t.Caller.Groups, *claim)
	if !t.Caller.ManagesEveryGroup() && !own {
		return models.Errorf(models.Forbidden, "input.claim",
			"Your token does not list this claim: only an application with Group.ReadWrite.All sets a claim that it does not have itself.")
	}
	// A caller who gets here sees the other group, by the claim or by the role: the
	// refusal says nothing new.
	other, err := read.Take[models.Group](t.DB.Where("claim = ?", *claim))
	if other != nil && err == nil {
		err = models.Errorf(models.Conflict, "input.claim", "This is the claim of another group.")
	}
	if err == nil && !own {
		err = claim.ValidateCharacters("input.claim")
	}
	return err
}
