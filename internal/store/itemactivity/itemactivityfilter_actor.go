package itemactivity

import (
	"context"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// accessesByActor lists the accesses of an actor in all groups that the caller may see. It merges
// the lists of these groups. The index orders an actor's accesses by group, so that accesses in
// other groups are never read, however many there are.
func accessesByActor(v read.Tx, actor *models.IdentitySet, s Selection, order models.ItemActivityOrder, args models.PageArgs) (c models.Connection[*models.ItemActivity], err error) {
	key := actor.ActorKeys()[0]
	known, err := read.Take[identity.ActorRow](identity.NewActorRow(key).Among(v.DB))
	if err != nil {
		return c, err
	}
	s.sent.of = key
	if known != nil {
		s.Actor = known.Num
	}
	l := ActorAccesses(order)
	pages, err := l.PageRangeOf(v, s, args)
	if err != nil {
		return c, err
	}
	inGroups, err := GroupsOfActor(v, s)
	if err != nil {
		return c, err
	}
	p, err := l.Merge(v, inGroups, pages)
	if err != nil {
		return c, err
	}
	nodes, err := l.Nodes(v, p.Rows)
	if err != nil {
		return c, err
	}
	read.MakeBatch(v.Batches, nodes)
	c = l.Connect(v, s, p, nodes)
	c.Count = func(ctx context.Context) (*int, error) {
		v, err := read.Begin(ctx)
		if err != nil {
			return nil, err
		}
		return l.CountAll(v, inGroups)
	}
	return c, nil
}

// ActorAccesses declares the list of the accesses of an actor in one group.
func ActorAccesses(order models.ItemActivityOrder) accesses {
	l := accesses{
		Name: "accesses by actor %s", Owner: selectionName,
		Table: object.ItemActivities.Table, Nodes: itemActivityNodes,
		Joins: "JOIN activity_actors ON activity_actors.seq = item_activities.seq", Index: &actorLists,
		Ticks: "activity_actors.ticks", Num: "activity_actors.seq", Key: "item_activities.seq", LatestFirst: order.LatestFirst(),
		Parent: func(_ read.Tx, s Selection) []any { return []any{s.Actor, s.Group, s.From, s.Before} },
		Of: read.Where("activity_actors.actor_num = ? AND activity_actors.group_num = ?" +
			" AND activity_actors.ticks >= ? AND activity_actors.ticks < ?"),
		Lacking: lackingOfActor,
	}
	if order.LatestFirst() {
		l.Name = "latest " + l.Name
	}
	return l
}

// GroupsOfActor returns a copy of the selection for each group that the caller may see and in
// which the actor has an access.
func GroupsOfActor(v read.Tx, s Selection) ([]Selection, error) {
	var q *statement.Text
	if v.EveryGroup {
		acted := read.ActedGroups(s.Actor)
		q = statement.NewText().Add(acted.SQL, acted.Vars...)
	} else {
		q = statement.NewText().Add("SELECT own.num FROM (?) AS own"+
			" WHERE EXISTS (SELECT 1 FROM activity_actors WHERE actor_num = ? AND group_num = own.num)", v.OwnGroups(), s.Actor)
	}
	query, values := q.Statement()
	nums, err := statement.Find[int64](v.DB, query, values...)
	if err != nil {
		return nil, err
	}
	lacking, err := v.VisibleGroupsOf(s.Actor)
	nums = append(nums, lacking...)
	slices.Sort(nums)
	nums = slices.Compact(nums)
	selections := make([]Selection, len(nums))
	for i, num := range nums {
		selections[i] = s
		selections[i].Group = num
	}
	return selections, err
}
