// Package group reads and changes groups, their members, and users.
package group

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Store reads and changes groups, their members and users.
type Store struct{ writer *write.Writer }

// NewStore returns a Store whose mutations run in the given writer.
func NewStore(w *write.Writer) Store { return Store{w} }

// Groups loads groups by number.
var Groups = read.Relation[models.Group, models.Group]{
	Table: object.Groups.Table, Column: "groups.num",
	Num: func(g models.Group) int64 { return g.Num }, Nodes: read.AsTheyAre[models.Group],
}

// Find returns the group with an id. It returns NOT_FOUND for the argument groupId if there is
// none that the caller may see.
func Find(v read.Tx, id models.ID) (*models.Group, error) {
	return object.Found(object.ByID[models.Group](v, object.Groups, id))("groupId", "group")
}

// Group returns the group with an id, or nil if there is none that the caller may see.
func (s *Store) Group(ctx context.Context, id models.ID) (*models.Group, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.ByID[models.Group](v, object.Groups, id)
}

// GroupOfDrive returns the group that owns a drive.
func (s *Store) GroupOfDrive(ctx context.Context, d *models.Drive) (*models.Group, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "group", Groups, d, func(d *models.Drive) int64 { return d.GroupNum }))("", "group")
}

type groupRow struct{ models.Group }

func (r groupRow) Position() read.Position { return read.Position{Num: r.Num} }

func groupNodes(_ read.Tx, rows []groupRow) ([]*models.Group, error) {
	nodes := make([]*models.Group, len(rows))
	for i := range rows {
		nodes[i] = &rows[i].Group
	}
	return nodes, nil
}

var visibleGroups = read.List[struct{}, groupRow, *models.Group]{
	Name: "groups", Table: object.Groups.Table, Num: "groups.num", Nodes: groupNodes,
	Of: func(v read.Tx, _ []any) clause.Expr {
		if v.EveryGroup {
			return clause.Expr{SQL: "TRUE"}
		}
		// The statement begins with the caller's groups, because these are few.
		own := v.OwnGroups()
		return clause.Expr{SQL: "groups.num IN (" + own.SQL + ")", Vars: own.Vars}
	},
}

// Groups lists the groups that the caller may see.
func (s *Store) Groups(ctx context.Context, args models.PageArgs) (*models.GroupConnection, error) {
	c, err := read.Connection(ctx, visibleGroups, struct{}{}, args)
	return &models.GroupConnection{Connection: c}, err
}

// Joined is the list of the groups that a user is a member of.
var Joined = read.List[*models.User, groupRow, *models.Group]{
	Name: "user %q Joined", Owner: func(u *models.User) any { return u.UserID },
	Table: object.Groups.Table, Num: "groups.num", Nodes: groupNodes,
	Parent: func(v read.Tx, u *models.User) []any {
		return append(codec.IDParts(u.UserID), u.UserID == v.Caller.UserID)
	},
	Of: func(v read.Tx, parent []any) clause.Expr {
		id, isCaller := parent[:2], parent[2]
		joined := clause.Expr{
			SQL:  "groups.num IN (SELECT group_num FROM group_members WHERE kind = ? AND member = " + object.IDOfParts,
			Vars: append([]any{read.UserMember}, id...),
		}
		if len(v.Caller.Groups) > 0 {
			// The caller is also a member of the groups whose claims are in the token.
			joined.SQL += " UNION ALL SELECT claimed.num FROM groups AS claimed WHERE ? AND claimed.claim IN ?"
			joined.Vars = append(joined.Vars, isCaller, v.Caller.Groups)
		}
		joined.SQL += ")"
		return joined
	},
}

// JoinedGroups lists the groups that a user is a member of and that the caller may see.
func (s *Store) JoinedGroups(ctx context.Context, u *models.User, args models.PageArgs) (*models.GroupConnection, error) {
	c, err := read.Connection(ctx, Joined, u, args)
	return &models.GroupConnection{Connection: c}, err
}
