package rollup

import (
	"strings"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Owners is a kind of owners of statistics. It has a table of counts and a table of sets of actors.
type Owners struct {
	// table contains the owners, and group is the expression of the group that an owner belongs to.
	table, group string
	// column contains the owner in the tables counts and actors.
	column, counts, actors string
	// readSets selects stored sets.
	readSets  string
	addCounts statement.Insert[count]
	putSets   statement.Insert[actorSet]
}

// The kinds of owners. The owner of the statistics of a drive is its group.
var (
	Items  = newOwners(Owners{table: "drive_items", group: "drive_items.group_num", column: "item_num", counts: "item_action_counts", actors: "item_action_actors"})
	Drives = newOwners(Owners{table: "groups", group: "groups.num", column: "group_num", counts: "drive_action_counts", actors: "drive_action_actors"})
)

// count is a number of facts that is added to a bucket.
type count struct {
	Bucket
	n int64
}

// actorSet is a set of actors to store.
type actorSet struct {
	actorSetKey
	stored []byte
}

// newOwners composes the statements of a kind of owners.
func newOwners(o Owners) *Owners {
	o.addCounts = statement.NewInsert(o.counts+" ("+o.column+", day, action, count)",
		"ON CONFLICT DO UPDATE SET count = count + excluded.count",
		func(values []any, c count) []any {
			return append(values, c.Owner, int64(c.Day), int64(c.Action), c.n)
		})
	o.putSets = statement.NewInsert(o.actors+" ("+o.column+", action, day, high, actors)",
		"ON CONFLICT DO UPDATE SET actors = excluded.actors",
		func(values []any, s actorSet) []any {
			return append(values, s.Owner, int64(s.Action), int64(s.Day), s.high, s.stored)
		})
	o.readSets = strings.NewReplacer("$actors", o.actors, "$owner", o.column).Replace(`SELECT wanted.key, stored.actors FROM json_each(?) AS wanted
		CROSS JOIN $actors AS stored ON stored.$owner = wanted.value ->> 0
			AND stored.action = wanted.value ->> 1 AND stored.day = wanted.value ->> 2 AND stored.high = wanted.value ->> 3`)
	return &o
}

// Counts returns the name of the table of counts.
func (o *Owners) Counts() string { return o.counts }

// Actors returns the name of the table of sets of actors.
func (o *Owners) Actors() string { return o.actors }

// Column returns the name of the column of both tables that contains the owner.
func (o *Owners) Column() string { return o.column }
