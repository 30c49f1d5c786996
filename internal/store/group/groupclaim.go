package group

import (
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// changeClaim gives a group another claim. It returns whether the group is changed.
func changeClaim(t *write.Tx, g *models.Group, claim *models.ID) (changed bool, err error) {
	if equalClaims(claim, g.Claim) {
		return false, nil
	}
	if g.Claim != nil && !t.Caller.ManagesEveryGroup() {
		return false, models.Errorf(models.Forbidden, "input.claim",
			"The group has a claim. Only an application with Group.ReadWrite.All can change or remove it.")
	}
	if err := maySetClaim(t, claim); err != nil {
		return false, err
	}
	if err := mustBeOnlyOwner(t, g.Num); err != nil {
		return false, err
	}
	g.Claim = claim
	t.ClaimSet()
	return true, nil
}

// mustBeOnlyOwner returns FORBIDDEN if the group has several owners. The claim admits users by
// their tokens, and the other owners would own what these users store although their own tokens
// need not contain the claim.
func mustBeOnlyOwner(t *write.Tx, groupNum int64) error {
	if t.Caller.ManagesEveryGroup() {
		return nil
	}
	var owners int64
	if err := t.DB.Model(&MemberRow{}).Where("group_num = ? AND owner", groupNum).Count(&owners).Error; err != nil {
		return err
	}
	if owners > 1 {
		return models.Errorf(models.Forbidden, "input.claim",
			"The group has other owners, and only a single owner can set a claim. Remove the other owners first, or use an application with Group.ReadWrite.All.")
	}
	return nil
}

func equalClaims(a, b *models.ID) bool { return a == b || a != nil && b != nil && *a == *b }

// maySetClaim returns FORBIDDEN for a claim that the caller may not set, and CONFLICT for the
// claim of another group. A nil claim is valid. Without the first check, anybody could create a
// group with a claim of other users, and own what these users store in it.
func maySetClaim(t *write.Tx, claim *models.ID) error {
	if claim == nil {
		return nil
	}
	own := slices.Contains(t.Caller.Groups, *claim)
	if !t.Caller.ManagesEveryGroup() && !own {
		return models.Errorf(models.Forbidden, "input.claim",
			"Your token does not contain this claim. Only an application with Group.ReadWrite.All can set a claim that is not in its token.")
	}
	// The error discloses nothing: the caller sees the other group through the claim or the
	// role.
	other, err := read.Take[models.Group](t.DB.Where("claim = ?", *claim))
	if other != nil && err == nil {
		err = models.Errorf(models.Conflict, "input.claim", "Another group has this claim.")
	}
	if err == nil && !own {
		err = claim.ValidateCharacters("input.claim")
	}
	return err
}
