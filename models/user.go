package models

import "strings"

// User is somebody who calls the server, or a member of a group.
type User struct {
	Num int64 `gorm:"primaryKey"`
	// UserID is the plain id: a token's subject, and what arguments named userId take.
	UserID ID `gorm:"column:id"`
	// DisplayName is nil if the name is not known, or is not shown to the caller.
	DisplayName *string
}

// userWord begins the derived ids of users.
const userWord = "user"

// ID returns the id of the user as a Node. It is derived from the plain id, so that it
// differs from the id of everything else.
func (u *User) ID() ID { return derivedID(userWord, u.UserID) }

// UserOfNode returns the plain id of a user from what User.ID made.
func UserOfNode(id ID) (userID ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(derivedID(userWord, "")))
	return ID(rest), ok && rest != ""
}
