package group

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// memberNode is a membership with the name of the user, if the caller may see the name.
type memberNode struct {
	Num           int64
	Kind          read.MemberKind
	Member        models.ID
	AddedDateTime models.Instant
	Owner         bool
	DisplayName   *string
}

func (r memberNode) Position() read.Position { return read.Position{Num: r.Num} }

type memberList = read.List[*models.Group, memberNode, *models.GroupMember]

// The lists of the members and the owners of a group. Owners may change the members.
var (
	Members = membersWho("members", "group_members.group_num = ?")
	Owners  = membersWho("owners", "group_members.group_num = ? AND group_members.owner")
)

func membersWho(are, condition string) memberList {
	return memberList{
		Name: "group %d " + are, Owner: func(g *models.Group) any { return g.Num },
		Table: read.Table{Name: "group_members", Group: "group_members.group_num"}, Num: "group_members.num",
		Parent:  func(_ read.Tx, g *models.Group) []any { return []any{g.Num} },
		Of:      read.Where(condition),
		Columns: ", users.display_name",
		Lookup:  memberName,
		Nodes:   memberNodes,
	}
}

// memberName returns the join that adds the name of a member who is a user. The condition on the
// group itself comes first, because it is true for most names, and a user may be in many other
// groups.
func memberName(v read.Tx) clause.Expr {
	visible := nameVisible(v)
	return clause.Expr{
		SQL:  fmt.Sprintf("LEFT JOIN users ON users.id = group_members.member AND group_members.kind = %d AND (%s OR %s)", read.UserMember, showsName("group_members"), visible.SQL),
		Vars: visible.Vars,
	}
}

// GroupMembers lists the members of a group.
func (s *Store) GroupMembers(ctx context.Context, g *models.Group, args models.PageArgs) (*models.GroupMemberConnection, error) {
	c, err := read.Connection(ctx, Members, g, args)
	return &models.GroupMemberConnection{Connection: c}, err
}

// GroupOwners lists the owners of a group.
func (s *Store) GroupOwners(ctx context.Context, g *models.Group, args models.PageArgs) (*models.GroupMemberConnection, error) {
	c, err := read.Connection(ctx, Owners, g, args)
	return &models.GroupMemberConnection{Connection: c}, err
}

func memberNodes(v read.Tx, rows []memberNode) ([]*models.GroupMember, error) {
	members := make([]*models.GroupMember, len(rows))
	var users []*models.User
	for i, r := range rows {
		members[i] = &models.GroupMember{AddedDateTime: r.AddedDateTime, IsOwner: r.Owner}
		if r.Kind == read.UserMember {
			members[i].User = named(v, &models.User{UserID: r.Member, DisplayName: r.DisplayName})
			users = append(users, members[i].User)
		} else {
			id := string(r.Member)
			members[i].Application = &models.Identity{ID: &id}
		}
	}
	read.MakeBatch(v.Batches, users)
	return members, nil
}
