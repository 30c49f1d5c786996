package store

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/models"
)

// memberNode is a membership with the name of its user, if the caller may see it.
type memberNode struct {
	Num           int64
	Kind          MemberKind
	Member        models.ID
	AddedDateTime models.Instant
	Owner         bool
	DisplayName   *string
}

func (r memberNode) Position() Position { return Position{Num: r.Num} }

type memberList = list[*models.Group, memberNode, *models.GroupMember]

var (
	groupMembers = membersWho("members", "group_members.group_num = ?")
	groupOwners  = membersWho("owners", "group_members.group_num = ? AND group_members.owner")
)

func membersWho(are, condition string) memberList {
	return memberList{
		Name: "group %d " + are, Owner: func(g *models.Group) any { return g.Num },
		Table: table{0, "group_members", "group_members.group_num"}, Num: "group_members.num",
		Parent:  func(_ readTx, g *models.Group) []any { return []any{g.Num} },
		Of:      where(condition),
		Columns: ", users.display_name",
		Lookup:  memberName,
		Nodes:   memberNodes,
	}
}

// memberName finds the name of a member that is a user. The group itself is looked at
// first: it shows most names, and a user may have many other groups.
func memberName(v readTx) clause.Expr {
	visible := v.nameVisible()
	return clause.Expr{
		SQL:  fmt.Sprintf("LEFT JOIN users ON users.id = group_members.member AND group_members.kind = %d AND (%s OR %s)", UserMember, showsName("group_members"), visible.SQL),
		Vars: visible.Vars,
	}
}

// GroupMembers lists the members of a group.
func (s *Store) GroupMembers(ctx context.Context, g *models.Group, args models.PageArgs) (*models.GroupMemberConnection, error) {
	c, err := connection(ctx, s, groupMembers, g, args)
	return &models.GroupMemberConnection{Connection: c}, err
}

// GroupOwners lists the members who may change the members of a group.
func (s *Store) GroupOwners(ctx context.Context, g *models.Group, args models.PageArgs) (*models.GroupMemberConnection, error) {
	c, err := connection(ctx, s, groupOwners, g, args)
	return &models.GroupMemberConnection{Connection: c}, err
}

func memberNodes(v readTx, rows []memberNode) ([]*models.GroupMember, error) {
	members := make([]*models.GroupMember, len(rows))
	var users []*models.User
	for i, r := range rows {
		members[i] = &models.GroupMember{AddedDateTime: r.AddedDateTime, IsOwner: r.Owner}
		if r.Kind == UserMember {
			members[i].User = v.named(&models.User{UserID: r.Member, DisplayName: r.DisplayName})
			users = append(users, members[i].User)
		} else {
			id := string(r.Member)
			members[i].Application = &models.Identity{ID: &id}
		}
	}
	MakeBatch(v, users)
	return members, nil
}
