package models

// Drive is the files of one group.
type Drive struct {
	Num      int64 `gorm:"primaryKey"`
	ID       ID
	GroupNum int64
}
