package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// Me returns the calling user, or nil if an application calls for itself.
func (s *Store) Me(ctx context.Context) (*models.User, error) {
	v, err := s.read(ctx)
	if err != nil || v.Caller.UserID == "" {
		return nil, err
	}
	if v.Caller.DisplayName != "" {
		return userOf(v.Caller), nil
	}
	user, err := take[models.User](v.DB.Where("id = ?", v.Caller.UserID))
	if user == nil && err == nil {
		user = userOf(v.Caller)
	}
	return user, err
}

func userOf(p *auth.Principal) *models.User {
	u := &models.User{UserID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}

// users returns the users with these plain ids, as far as the caller may see them: the
// caller itself, by the name in its credentials if they have one, and members of a
// group that the caller may see, with their names if such a group shows them.
func (v readTx) users(ids []models.ID) (map[models.ID]*models.User, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	shared := v.DB.Table("group_members").Select("1").
		Where("group_members.kind = ? AND group_members.member = users.id", read.UserMember).
		Scopes(v.Within("group_members.group_num"))
	var rows []*models.User
	err := v.DB.Table("json_each(?) AS sent", codec.JSONIDs(ids)).
		Select("users.id, CASE WHEN ? THEN users.display_name END AS display_name", v.nameVisible()).
		Joins("CROSS JOIN users ON users.id = "+idOfSent).
		Where("(users.id = ? OR EXISTS (?))", v.Caller.UserID, shared).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	read.MakeBatch(v.Batches, rows)
	users := make(map[models.ID]*models.User, len(rows))
	for _, u := range rows {
		users[u.UserID] = v.named(u)
	}
	return users, nil
}

// rememberUser stores a user who is not known yet.
func (t *mutationTx) rememberUser(user *models.User) error {
	stored := t.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(user)
	t.Wrote = t.Wrote || stored.RowsAffected > 0
	return stored.Error
}
