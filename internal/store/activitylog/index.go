package activitylog

import (
	"iter"
	"slices"
	"sort"

	"github.com/itemactivity/itemactivity/models"
)

// Column is a column of the log by which lists are ordered.
type Column int

// The columns.
const (
	Item Column = iota
	Group
)

// Index contains consecutive entries of the log, and finds them by item, group and identity. The
// zero value is empty. A copy of an Index is not changed when entries are added to the original.
//
// The numbers are in arrays, which are searched from end to end. For 8,192 entries this
// takes less than 10 µs. Maps took more memory than the entries.
type Index struct {
	entries       []*Entry
	items, groups []int64
	// identities are 0 at the end.
	identities [][models.ActorSlots + 1]int64
}

// Add adds entries. The first must follow the last one of the index.
func (x *Index) Add(entries []*Entry) {
	x.entries = append(x.entries, entries...)
	for _, e := range entries {
		x.items, x.groups = append(x.items, e.ItemNum), append(x.groups, e.GroupNum)
		var nums [models.ActorSlots + 1]int64
		copy(nums[:], e.By.Identities())
		x.identities = append(x.identities, nums)
	}
}

// Between returns the part of the index after one seq and up to another.
func (x Index) Between(after, through int64) Index {
	from := sort.Search(len(x.entries), func(i int) bool { return x.entries[i].Seq > after })
	until := from + sort.Search(len(x.entries)-from, func(i int) bool { return x.entries[from+i].Seq > through })
	return Index{x.entries[from:until], x.items[from:until], x.groups[from:until], x.identities[from:until]}
}

// copied returns a copy that does not share memory with the index.
func (x Index) copied() (copied Index) {
	copied.Add(x.entries)
	return copied
}

// All returns the entries in the order of the log.
func (x Index) All() []*Entry { return x.entries }

// OfItems returns the entries of some items, the last one first. It searches the index once, however
// many items there are.
func (x Index) OfItems(items []int64) iter.Seq[*Entry] { return x.find(x.items, items) }

// OfGroups returns the entries of some groups, the last one first. It searches the index once.
func (x Index) OfGroups(groups []int64) iter.Seq[*Entry] { return x.find(x.groups, groups) }

// find returns the entries whose number in a column is one of those wanted, the last one first.
func (x Index) find(column, wanted []int64) iter.Seq[*Entry] {
	if len(wanted) != 1 {
		return x.findAny(column, wanted)
	}
	num := wanted[0]
	return func(yield func(*Entry) bool) {
		for i := len(column) - 1; i >= 0; i-- {
			if column[i] == num && !yield(x.entries[i]) {
				return
			}
		}
	}
}

func (x Index) findAny(column, wanted []int64) iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		if len(column) == 0 {
			return
		}
		known := make(map[int64]struct{}, len(wanted))
		for _, num := range wanted {
			known[num] = struct{}{}
		}
		for i := len(column) - 1; i >= 0; i-- {
			if _, ok := known[column[i]]; ok && !yield(x.entries[i]) {
				return
			}
		}
	}
}

// OfIdentity returns the entries of an identity, the last one first.
func (x Index) OfIdentity(num int64) iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for i := len(x.identities) - 1; i >= 0; i-- {
			// 0 is no identity: an actor whom nobody has stored has this number.
			if num != 0 && slices.Contains(x.identities[i][:], num) && !yield(x.entries[i]) {
				return
			}
		}
	}
}

// covers reports whether the index contains every entry after one seq and up to another.
func (x Index) covers(after, through int64) bool {
	n := len(x.entries)
	return after >= through || n > 0 && x.entries[0].Seq <= after+1 && x.entries[n-1].Seq >= through
}
