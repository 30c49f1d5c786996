package load

import (
	"errors"
	"fmt"
	"math/rand/v2"
)

// PageRows is the number of activities of a page.
const PageRows = 50

// lists contains the timelines of the history: that of the group, which contains all
// activities, and those of the items.
type lists struct {
	group  []record
	items  [Items][]record
	format activityFormat
}

func newLists(h History) (*lists, error) {
	l := &lists{group: h.records(), format: newWholeFormat()}
	if len(l.group) <= PageRows {
		return nil, errors.New("too few activities are stored for a page")
	}
	for _, r := range l.group {
		l.items[r.item] = append(l.items[r.item], r)
	}
	return l, nil
}

// pages reads pages of the group and of the items, the latest activity first. Half of the
// pages are of the group. A page begins before the time of a random activity.
type pages struct {
	operation
	lists  *lists
	random *rand.Rand
}

func newPages(l *lists, random *rand.Rand) *pages {
	return &pages{lists: l, random: random, operation: newOperation(fmt.Sprintf(
		"query Page($filter: ItemActivityFilter!) { itemActivities(filter: $filter, first: %d) { nodes { %s } } }", PageRows, whole))}
}

func (p *pages) append(to *request, want []byte) (newWant []byte) {
	scope, list := `"groupId":"`+GroupID, p.lists.group
	if item := p.random.IntN(Items); p.random.IntN(2) == 0 && len(p.lists.items[item]) > 1 {
		scope, list = `"driveItemId":"`+ItemID(item), p.lists.items[item]
	}
	// The page has PageRows activities if the list has as many.
	at := min(PageRows, len(list)-1)
	at += p.random.IntN(len(list) - at)
	to.body = append(append(append(to.body, p.begin...), `{"filter":{`...), scope...)
	to.body = append(list[at].appendTime(append(to.body, `","activityDateTime":{"before":"`...)), `"}}}}`...)
	want = append(want, `{"data":{"itemActivities":{"nodes":`...)
	separator := byte('[')
	for n := at - 1; n >= max(0, at-PageRows); n-- {
		want = p.lists.format.append(append(want, separator), list[n])
		separator = ','
	}
	return append(want, "]}}}"...)
}
