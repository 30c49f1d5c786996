package models

import "strings"

// User is somebody who calls the server, or a member of a group.
type User struct {
	Num int64 `gorm:"primaryKey"`
	// UserID is the plain id, as a token's subject and every argument named userId
	// have it.
	UserID ID `gorm:"column:id"`
	// DisplayName is nil where the name is not known, or not shown to who asks.
	DisplayName *string
}

// userWord begins the derived ids of users.
const userWord = "user"

// ID returns the id of the user as a Node. It is derived from the plain id, so that
// no user has the id of anything else.
func (u *User) ID() ID { return derivedID(userWord, u.UserID) }

// UserOfNode takes apart what User.ID makes.
func UserOfNode(id ID) (userID ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(derivedID(userWord, "")))
	return ID(rest), ok && rest != ""
}
