package read

import (
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
)

// ActedGroups selects the numbers of the groups in which an actor has an access. It searches the
// index for the next group, so that it reads one row of each group.
func ActedGroups(actor int64) clause.Expr {
	return clause.Expr{
		SQL: `WITH RECURSIVE acted (group_num) AS (
			SELECT min(group_num) FROM activity_actors WHERE actor_num = ?
			UNION ALL
			SELECT (SELECT min(group_num) FROM activity_actors WHERE actor_num = ? AND group_num > acted.group_num)
			FROM acted WHERE acted.group_num IS NOT NULL
		)
		SELECT group_num FROM acted WHERE group_num IS NOT NULL`,
		Vars: []any{actor, actor},
	}
}

// VisibleGroupsOf returns the groups that the caller may see and in which an identity has activities
// that its lists lack.
func (t Tx) VisibleGroupsOf(identity int64) (groups []int64, err error) {
	lacking, err := t.Projections.OfActor(t.DB, identity)
	known := make(map[int64]bool)
	err = t.EachVisible(lacking, err, func(e *activitylog.Entry) {
		if !known[e.GroupNum] {
			known[e.GroupNum] = true
			groups = append(groups, e.GroupNum)
		}
	})
	return groups, err
}
