package store

import (
	"context"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// accessesByActor lists what an identity accessed, in all groups that the caller
// may see. The index has an actor's accesses group by group, so that foreign ones
// are never read, however many there are; the list is merged from its groups.
func (v readTx) accessesByActor(actor *models.IdentitySet, s selection, order models.ItemActivityOrder, args models.PageArgs) (c models.Connection[*models.ItemActivity], err error) {
	key := actor.ActorKeys()[0]
	known, err := take[identity.ActorRow](identity.NewActorRow(key).Among(v.db))
	if err != nil {
		return c, err
	}
	s.sent.of = key
	if known != nil {
		s.actor = known.Num
	}
	l := actorAccesses(order)
	pages, err := v.pageRangeOf(l.nameOf(s), args)
	if err != nil {
		return c, err
	}
	inGroups, err := v.groupsOfActor(s)
	if err != nil {
		return c, err
	}
	p, err := l.merge(v, inGroups, pages)
	if err != nil {
		return c, err
	}
	nodes, err := l.nodes(v, p.rows)
	if err != nil {
		return c, err
	}
	makeBatch(v, nodes)
	c = l.connect(v, s, p, nodes)
	c.Count = func(ctx context.Context) (*int, error) {
		v, err := v.store.read(ctx)
		if err != nil {
			return nil, err
		}
		return l.countAll(v, inGroups)
	}
	return c, nil
}

// actorAccesses declares the list of what an actor accessed in one group.
func actorAccesses(order models.ItemActivityOrder) accesses {
	l := accesses{
		name: "accesses by actor %s", owner: selectionName,
		table: itemActivityTable, nodes: readTx.activities,
		joins: "JOIN activity_actors ON activity_actors.seq = item_activities.seq",
		ticks: "activity_actors.ticks", num: "activity_actors.seq", key: "item_activities.seq", latestFirst: order.LatestFirst(),
		parent: func(_ readTx, s selection) []any { return []any{s.actor, s.group, s.from, s.before} },
		of: where("activity_actors.actor_num = ? AND activity_actors.group_num = ?" +
			" AND activity_actors.ticks >= ? AND activity_actors.ticks < ?"),
	}
	if order.LatestFirst() {
		l.name = "latest " + l.name
	}
	return l
}

// groupsOfActor returns the selection in each group that the caller may see and the
// actor accessed something in.
func (v readTx) groupsOfActor(s selection) ([]selection, error) {
	var nums []int64
	var err error
	if v.everyGroup {
		// From each group to the next: what lies between is skipped.
		err = v.db.Raw(`
			WITH RECURSIVE acted (group_num) AS (
				SELECT min(group_num) FROM activity_actors WHERE actor_num = ?
				UNION ALL
				SELECT (SELECT min(group_num) FROM activity_actors WHERE actor_num = ? AND group_num > acted.group_num)
				FROM acted WHERE acted.group_num IS NOT NULL
			)
			SELECT group_num FROM acted WHERE group_num IS NOT NULL`, s.actor, s.actor).Scan(&nums).Error
	} else {
		own := v.ownGroups()
		err = v.db.Raw("SELECT own.num FROM ("+own.SQL+") AS own"+
			" WHERE EXISTS (SELECT 1 FROM activity_actors WHERE actor_num = ? AND group_num = own.num)",
			append(own.Vars, s.actor)...).Scan(&nums).Error
	}
	slices.Sort(nums)
	nums = slices.Compact(nums)
	selections := make([]selection, len(nums))
	for i, num := range nums {
		selections[i] = s
		selections[i].group = num
	}
	return selections, err
}
