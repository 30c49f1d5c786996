package models

import "github.com/99designs/gqlgen/graphql"

// Group is people and applications who share one drive.
type Group struct {
	Num             int64 `gorm:"primaryKey"`
	ID              ID
	DisplayName     string
	CreatedDateTime Instant
	// Claim is compared with the group claim of tokens: a token that lists it admits
	// to the group. No two groups have the same. Nil admits no token.
	Claim *ID
	// DriveID is the id that a client chose for the drive of a new group.
	DriveID ID `gorm:"-"`
}

// Validate checks what a client sent to create a group.
func (g *Group) Validate() error {
	if err := g.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := g.DriveID.ValidateNew("input.driveId"); err != nil {
		return err
	}
	if g.ID != "" && g.ID == g.DriveID {
		return Invalid("input.driveId", "A group and its drive have different ids.")
	}
	if err := validateClaim(g.Claim); err != nil {
		return err
	}
	return ValidateName("input.displayName", g.DisplayName)
}

// GroupUpdate is what a client changes in a group. Members that are not set stay as
// they are.
type GroupUpdate struct {
	// Claim is the group's new claim; nil clears it.
	Claim graphql.Omittable[*ID]
}

// Validate checks what a client sent to change a group.
func (u *GroupUpdate) Validate() error { return validateClaim(u.Claim.Value()) }

// validateClaim checks a claim that may be absent. The groups of a token are read by
// the rules for ids of a client's own, so no other claim could ever match.
func validateClaim(claim *ID) error {
	if claim == nil {
		return nil
	}
	return claim.ValidateNew("input.claim")
}

// Member names who becomes a member or an owner of a group, or ceases to be one:
// a user or an application.
type Member struct {
	UserID        ID
	ApplicationID ID
}

// Validate checks that exactly one of the two is named.
func (m Member) Validate() error {
	switch {
	case m.UserID != "" && m.ApplicationID != "":
		return Invalid("applicationId", "Send either userId or applicationId: a member is one of the two.")
	case m.UserID != "":
		if _, isNode := UserOfNode(m.UserID); isNode {
			return Invalid("userId", "This is the id of a User as a Node. Send the plain id, which is User.userId.")
		}
		return m.UserID.ValidateNew("userId")
	case m.ApplicationID != "":
		return m.ApplicationID.ValidateNew("applicationId")
	}
	return Invalid("userId", "Send userId or applicationId.")
}

// GroupMember is the membership of one user or application.
type GroupMember struct {
	User          *User
	Application   *Identity
	AddedDateTime Instant
	// IsOwner says that the member may change who the members are.
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
