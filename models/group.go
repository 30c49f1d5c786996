package models

// Group is people and applications who share one drive.
type Group struct {
	Num             int64 `gorm:"primaryKey"`
	ID              ID
	DisplayName     string
	CreatedDateTime Instant
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
	return ValidateName("input.displayName", g.DisplayName)
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
