package models

import "strings"

// User is a user who has called the server or is a member of a group.
type User struct {
	Num int64 `gorm:"primaryKey"`
	// UserID is the id of the user in access tokens and in arguments named userId.
	UserID ID `gorm:"column:id"`
	// DisplayName is nil if no name is known, or if the caller may not see it.
	DisplayName *string
}

// userWord is the first part of the derived ids of users.
const userWord = "user"

// ID returns the id of the user as a Node. It is derived from UserID, so that it differs from
// the ids of objects of other types.
func (u *User) ID() ID { return derivedID(userWord, u.UserID) }

// UserOfNode returns the UserID of a user from the result of User.ID, or false for any other
// id.
func UserOfNode(id ID) (userID ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(derivedID(userWord, "")))
	return ID(rest), ok && rest != ""
}
