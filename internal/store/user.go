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
	return v.user(v.caller.UserID)
}

func userOf(p *auth.Principal) *models.User {
	u := &models.User{ID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}

// user finds a user who is the caller, by the name in its credentials if they
// have one, or shares a group that the caller may
// see; nil for anybody else.
func (v view) user(id models.ID) (*models.User, error) {
	if id == v.caller.UserID && v.caller.DisplayName != "" {
		return userOf(v.caller), nil
	}
	if id != v.caller.UserID {
		member, err := take[memberRow](v.db.Where("kind = ? AND member = ?", userMember, id).
			Scopes(v.within("group_members.group_num")))
		if member == nil {
			return nil, err
		}
	}
	user, err := take[models.User](v.db.Table("users").Select("users.*").
		Joins("JOIN ids ON ids.num = users.num").
		Where("ids.id = ? AND ids.kind = ?", id, userNoun))
	if user == nil && err == nil {
		user = &models.User{ID: id}
	}
	return user, err
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
