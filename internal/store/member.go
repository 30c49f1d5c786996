package store

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// memberNode is a membership with the name of its user.
type memberNode struct {
	Num           int64
	Kind          memberKind
	Member        models.ID
	AddedDateTime models.Instant
	Owner         bool
	DisplayName   *string
}

func (r memberNode) place() place { return place{num: r.Num} }

// GroupMembers lists the members of a group.
func (s *Store) GroupMembers(ctx context.Context, g *models.Group, args models.PageArgs) (*models.GroupMemberConnection, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	c, err := page(v, list{
		name: fmt.Sprintf("group %d members", g.Num), num: "group_members.num",
		rows: v.db.Table("group_members").Select("group_members.*, users.display_name").
			Joins("LEFT JOIN ids ON ids.id = group_members.member AND ids.kind = ? AND group_members.kind = ?", userNoun, userMember).
			Joins("LEFT JOIN users ON users.num = ids.num").
			Where("group_members.group_num = ?", g.Num).
			Scopes(v.within("group_members.group_num")),
	}, args, memberNodes)
	return &models.GroupMemberConnection{Connection: c}, err
}

func memberNodes(rows []memberNode) ([]*models.GroupMember, error) {
	members := make([]*models.GroupMember, len(rows))
	for i, r := range rows {
		members[i] = &models.GroupMember{AddedDateTime: r.AddedDateTime, IsOwner: r.Owner}
		if r.Kind == userMember {
			members[i].User = &models.User{ID: r.Member, DisplayName: r.DisplayName}
		} else {
			id := string(r.Member)
			members[i].Application = &models.Identity{ID: &id}
		}
	}
	return members, nil
}
