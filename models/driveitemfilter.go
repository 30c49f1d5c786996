package models

// Limits of what the searches of a query, or of one field of a mutation, read.
const (
	// MaxSearchedNames is the maximum number of names.
	MaxSearchedNames = 10_000
	// MaxSearchedBytes is the maximum length of all names together, in bytes.
	MaxSearchedBytes = 2 << 20
)

// DriveItemFilter selects the items of a list.
type DriveItemFilter struct {
	// Deleted selects the deleted items if it is true, and the others if it is false.
	Deleted *bool
	// NameContains selects items by a part of their name. Case is ignored.
	NameContains *string
}

// Validate checks a filter that a client sent. It returns BAD_USER_INPUT.
func (f DriveItemFilter) Validate() error {
	if f.NameContains == nil {
		return nil
	}
	return ValidateName("nameContains", *f.NameContains)
}
