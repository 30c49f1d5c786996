package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// CreateGroup creates a group with its drive, and makes the caller its first
// owner. It returns BAD_USER_INPUT, FORBIDDEN for a claim that the caller may not
// set, or CONFLICT for an id or a claim in use.
func (s *Store) CreateGroup(ctx context.Context, input models.Group) (*models.Group, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := idempotencyUse{[]objectKind{groupKind, driveKind}, []any{input.ID, input.DriveID, input.DisplayName, input.Claim}}
	return create(ctx, s, use, input.DriveID, input, (*mutationTx).createGroup)
}

func (t *mutationTx) createGroup(driveID models.ID, g models.Group) (*models.Group, error) {
	kind, member := read.MemberOf(t.Caller)
	sent := []any{kind, member, g.DisplayName, driveID}
	if g.Claim != nil {
		// Appended, so that what was sent without one before there were claims is
		// still the same.
		sent = append(sent, g.Claim)
	}
	c, err := codec.DigestContent(sent...)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.claim("input.id", &g.ID, groupKind, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		repeated, err := byNum[models.Group](t.readTx, groupTable, num)
		if repeated == nil && err == nil {
			argument := "input.id"
			if g.ID.IsIdempotent() {
				argument = idempotencyKeyArgument
			}
			err = models.Errorf(models.Conflict, argument, "This request has created the group before, and you have left the group since. To create another group choose another id or key.")
		}
		return repeated, err
	}
	drive := models.Drive{ID: driveID}
	if _, repeated, err := t.claim("input.driveId", &drive.ID, driveKind, c); err != nil {
		return nil, err
	} else if repeated {
		return nil, conflict("input.driveId", drive.ID)
	}
	if err := t.maySetClaim(g.Claim); err != nil {
		return nil, err
	}
	if g.Claim != nil {
		t.AfterCommit(func() { t.store.claimsSet.Add(1) })
	}
	g.CreatedDateTime = t.Now
	if err := t.create(&g); err != nil {
		return nil, err
	}
	drive.GroupNum = g.Num
	if err := t.create(&drive); err != nil {
		return nil, err
	}
	if err := t.register(g.ID, groupKind, g.Num, c); err != nil {
		return nil, err
	}
	if err := t.register(drive.ID, driveKind, drive.Num, c); err != nil {
		return nil, err
	}
	t.acted(g.Num)
	return &g, t.join(&memberRow{GroupNum: g.Num, Kind: kind, Member: member, Owner: true})
}

// group finds a group by its id; NOT_FOUND at groupId where the caller may not
// see one.
func (v readTx) group(id models.ID) (*models.Group, error) {
	return found(byID[models.Group](v, groupTable, id))("groupId", "group")
}

// Group finds a group; nil where there is none that the caller may see.
func (s *Store) Group(ctx context.Context, id models.ID) (*models.Group, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID[models.Group](v, groupTable, id)
}

// GroupOfDrive returns the group that owns a drive.
func (s *Store) GroupOfDrive(ctx context.Context, d *models.Drive) (*models.Group, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return found(read.Related(v, "group", groups, d, func(d *models.Drive) int64 { return d.GroupNum }))("", "group")
}

type groupRow struct{ models.Group }

func (r groupRow) Position() read.Position { return read.Position{Num: r.Num} }

func groupNodes(_ readTx, rows []groupRow) ([]*models.Group, error) {
	nodes := make([]*models.Group, len(rows))
	for i := range rows {
		nodes[i] = &rows[i].Group
	}
	return nodes, nil
}

var visibleGroups = list[struct{}, groupRow, *models.Group]{
	Name: "groups", Table: groupTable.Table, Num: "groups.num", Nodes: groupNodes,
	Of: func(v readTx, _ []any) clause.Expr {
		if v.EveryGroup {
			return clause.Expr{SQL: "TRUE"}
		}
		// A caller has few groups, and a server many.
		own := v.OwnGroups()
		return clause.Expr{SQL: "groups.num IN (" + own.SQL + ")", Vars: own.Vars}
	},
}

// Groups lists the groups that the caller may see.
func (s *Store) Groups(ctx context.Context, args models.PageArgs) (*models.GroupConnection, error) {
	c, err := read.Connection(ctx, s.read, visibleGroups, struct{}{}, args)
	return &models.GroupConnection{Connection: c}, err
}

var joinedGroups = list[*models.User, groupRow, *models.Group]{
	Name: "user %q joinedGroups", Owner: func(u *models.User) any { return u.UserID },
	Table: groupTable.Table, Num: "groups.num", Nodes: groupNodes,
	Parent: func(v readTx, u *models.User) []any {
		return append(codec.IDParts(u.UserID), u.UserID == v.Caller.UserID)
	},
	Of: func(v readTx, parent []any) clause.Expr {
		id, isCaller := parent[:2], parent[2]
		joined := clause.Expr{
			SQL:  "groups.num IN (SELECT group_num FROM group_members WHERE kind = ? AND member = " + idOfParts,
			Vars: append([]any{read.UserMember}, id...),
		}
		if len(v.Caller.Groups) > 0 {
			// The caller's token names groups too.
			joined.SQL += " UNION ALL SELECT claimed.num FROM groups AS claimed WHERE ? AND claimed.claim IN ?"
			joined.Vars = append(joined.Vars, isCaller, v.Caller.Groups)
		}
		joined.SQL += ")"
		return joined
	},
}

// JoinedGroups lists the groups that a user is a member of and the caller may
// see.
func (s *Store) JoinedGroups(ctx context.Context, u *models.User, args models.PageArgs) (*models.GroupConnection, error) {
	c, err := read.Connection(ctx, s.read, joinedGroups, u, args)
	return &models.GroupConnection{Connection: c}, err
}
