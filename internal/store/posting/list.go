package posting

import "cmp"

// List is the posting list of an item, or of a whole group if Item is 0.
type List struct{ Group, Item int64 }

func (l List) compare(other List) int {
	return cmp.Or(cmp.Compare(l.Group, other.Group), cmp.Compare(l.Item, other.Item))
}

// Entry is one activity in one list.
type Entry struct {
	List
	Seq int64
}

// Range contains the activities of a list whose numbers are at least From and less than
// Before.
type Range struct {
	List
	From, Before int64
}
