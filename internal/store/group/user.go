package group

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// Me returns the calling user, or nil if the caller is an application without a user.
func (s *Store) Me(ctx context.Context) (*models.User, error) {
	v, err := read.Begin(ctx)
	if err != nil || v.Caller.UserID == "" {
		return nil, err
	}
	if v.Caller.DisplayName != "" {
		return read.UserOf(v.Caller), nil
	}
	user, err := read.Take[models.User](v.DB.Where("id = ?", v.Caller.UserID))
	if user == nil && err == nil {
		user = read.UserOf(v.Caller)
	}
	return user, err
}

// FindUsers returns the users with the given plain ids that the caller may see: the caller, with
// the name in its credentials if they contain one, and the members of the groups that the caller
// may see, with their names if such a group shows them.
func FindUsers(v read.Tx, ids []models.ID) (map[models.ID]*models.User, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	shared := v.DB.Table("group_members").Select("1").
		Where("group_members.kind = ? AND group_members.member = users.id", read.UserMember).
		Scopes(v.Within("group_members.group_num"))
	var rows []*models.User
	err := v.DB.Table("json_each(?) AS sent", codec.JSONIDs(ids)).
		Select("users.id, CASE WHEN ? THEN users.display_name END AS display_name", nameVisible(v)).
		Joins("CROSS JOIN users ON users.id = "+object.IDOfSent).
		Where("(users.id = ? OR EXISTS (?))", v.Caller.UserID, shared).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	read.MakeBatch(v.Batches, rows)
	users := make(map[models.ID]*models.User, len(rows))
	for _, u := range rows {
		users[u.UserID] = named(v, u)
	}
	return users, nil
}
