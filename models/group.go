package models

import "github.com/99designs/gqlgen/graphql"

// Group has users and applications that share one drive (group in Microsoft Graph).
type Group struct {
	Num             int64 `gorm:"primaryKey"`
	ID              ID
	DisplayName     string
	CreatedDateTime Instant
	// Claim identifies the group in the group claim of access tokens. A caller whose token
	// lists it belongs to the group. No two groups have the same claim. Nil means that no
	// token gives access by the claim.
	Claim *ID
	// DriveID is the id that a client chose for the drive of a new group, or empty. It is not
	// stored here.
	DriveID ID `gorm:"-"`
}

// Validate checks a group that a client sent. It returns BAD_USER_INPUT.
func (g *Group) Validate() error {
	if err := g.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := g.DriveID.ValidateNew("input.driveId"); err != nil {
		return err
	}
	if g.ID != "" && g.ID == g.DriveID {
		return Invalid("input.driveId", "A group and its drive must have different ids.")
	}
	if err := validateClaim(g.Claim); err != nil {
		return err
	}
	return ValidateName("input.displayName", g.DisplayName)
}

// GroupUpdate has the changes of a group. Fields that are not set stay as they are.
type GroupUpdate struct {
	// DisplayName is the new name. It must not be nil.
	DisplayName graphql.Omittable[*string]
	// Claim is the new claim. Nil removes the claim.
	Claim graphql.Omittable[*ID]
}

// Validate checks changes that a client sent. It returns BAD_USER_INPUT.
func (u *GroupUpdate) Validate() error {
	if name, sent := u.DisplayName.ValueOK(); sent {
		if name == nil {
			return Invalid("input.displayName", "displayName must not be null. Omit it to keep the name.")
		}
		if err := ValidateName("input.displayName", *name); err != nil {
			return err
		}
	}
	return validateClaim(u.Claim.Value())
}

// validateClaim checks a claim, which may be nil. The values in the group claim of a token are
// checked by ValidateNew too, so a claim that fails here could never match one.
func validateClaim(claim *ID) error {
	if claim == nil {
		return nil
	}
	return claim.ValidateNew("input.claim")
}

// Member is the user or the application that is added to a group or removed from it, as a
// member or as an owner. Exactly one of the ids is set.
type Member struct {
	UserID        ID
	ApplicationID ID
}

// Validate checks that exactly one of the ids is set, and that it is valid. It returns
// BAD_USER_INPUT.
func (m Member) Validate() error {
	switch {
	case m.UserID != "" && m.ApplicationID != "":
		return Invalid("applicationId", "Send either userId or applicationId, not both.")
	case m.UserID != "":
		if _, isNode := UserOfNode(m.UserID); isNode {
			return Invalid("userId", "This is the id of a User as a Node. Send User.userId instead.")
		}
		return m.UserID.ValidateNew("userId")
	case m.ApplicationID != "":
		return m.ApplicationID.ValidateNew("applicationId")
	}
	return Invalid("userId", "Send userId or applicationId.")
}

// GroupMember is the membership of a user or an application in a group. Exactly one of User
// and Application is set.
type GroupMember struct {
	User          *User
	Application   *Identity
	AddedDateTime Instant
	// IsOwner is whether the member manages the group.
	IsOwner bool
}

// GroupConnection is a page of groups.
type GroupConnection struct{ Connection[*Group] }

// GroupEdge is a group in a list.
type GroupEdge = Edge[*Group]

// GroupMemberConnection is a page of members.
type GroupMemberConnection struct{ Connection[*GroupMember] }

// GroupMemberEdge is a member in a list.
type GroupMemberEdge = Edge[*GroupMember]
