package models

import "strings"

// itemWord is the first part of the ids of derived drive activities.
const itemWord = "item"

// DerivedActivityID returns the id of the drive activity that is derived from an item.
func DerivedActivityID(item ID) ID { return derivedID(itemWord, item) }

// ItemOfDerivedActivity returns the id of the item from the result of DerivedActivityID, or
// false for any other id.
func ItemOfDerivedActivity(id ID) (item ID, ok bool) {
	rest, ok := strings.CutPrefix(string(id), string(DerivedActivityID("")))
	return ID(rest), ok && rest != ""
}

// NewDerivedActivity returns the drive activity that is derived from an item: the creation
// of the item on this server. It is not stored, and no list or count contains it.
func NewDerivedActivity(item *DriveItem, createdBy *IdentitySet) *DriveActivity {
	action := &ItemActionSet{Create: &CreateAction{}}
	action.SetTypes()
	created := item.CreatedDateTime.DateTimeOffset()
	return &DriveActivity{
		ItemNum: item.Num, ID: DerivedActivityID(item.ID), Action: action, Actor: createdBy,
		Times:      &ItemActivityTimeSet{ObservedDateTime: &created, RecordedDateTime: item.CreatedDateTime},
		RecordedBy: createdBy,
	}
}
