package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// Me returns the calling user, or nil if an application calls for itself.
func (s *Store) Me(ctx context.Context) (*models.User, error) {
	v, err := s.read(ctx)
	if err != nil || v.caller.UserID == "" {
		return nil, err
	}
	if v.caller.DisplayName != "" {
		return userOf(v.caller), nil
	}
	user, err := take[models.User](v.db.Table("users").Select("users.*").
		Joins("JOIN ids ON ids.num = users.num").
		Where("ids.id = ? AND ids.kind = ?", v.caller.UserID, userNoun))
	if user == nil && err == nil {
		user = userOf(v.caller)
	}
	return user, err
}

func userOf(p *auth.Principal) *models.User {
	u := &models.User{ID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}

// users returns the users under the numbers who are the caller, by the name in
// its credentials if they have one, or share a group that the caller may see.
func (v view) users(nums []int64) (map[int64]*models.User, error) {
	if len(nums) == 0 {
		return nil, nil
	}
	shared := v.db.Table("group_members").Select("1").
		Where("group_members.kind = ? AND group_members.member = users.id", userMember).
		Scopes(v.within("group_members.group_num"))
	var rows []*models.User
	err := v.db.Table("users").Where("users.num IN (SELECT value FROM json_each(?))", jsonOf(nums)).
		Where("(users.id = ? OR EXISTS (?))", v.caller.UserID, shared).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	together(v, rows)
	users := make(map[int64]*models.User, len(rows))
	for _, u := range rows {
		if users[u.Num] = u; u.ID == v.caller.UserID && v.caller.DisplayName != "" {
			u.DisplayName = &v.caller.DisplayName
		}
	}
	return users, nil
}

// rememberUser takes the id of a user who is not known yet; CONFLICT at the
// argument if it is the id of something else.
func (t *txn) rememberUser(argument string, user *models.User) error {
	known, err := take[idRow](t.db.Where("id = ?", user.ID))
	if err != nil || known != nil && known.Kind == userNoun {
		return err
	}
	if _, _, err := t.claim(argument, &user.ID, userNoun, content{}); err != nil {
		return err
	}
	if err := t.create(user); err != nil {
		return err
	}
	return t.register(user.ID, userNoun, user.Num, content{})
}
