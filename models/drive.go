package models

// Drive has the files and folders of one group.
type Drive struct {
	Num      int64 `gorm:"primaryKey"`
	ID       ID
	GroupNum int64
}
