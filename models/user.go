package models

// User is somebody who calls the server, or a member of a group.
type User struct {
	Num         int64 `gorm:"primaryKey"`
	ID          ID
	DisplayName *string
}
