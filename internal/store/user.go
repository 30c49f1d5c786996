package store

import (
	"context"
	"errors"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// Me returns the calling user, or nil if an application calls for itself.
func (s *Store) Me(ctx context.Context) (*models.User, error) {
	caller := auth.FromContext(ctx)
	switch {
	case caller == nil:
		return nil, errNobody
	case caller.UserID == "":
		return nil, nil
	}
	return userOf(caller), nil
}

func userOf(p *auth.Principal) *models.User {
	u := &models.User{ID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}

// user finds a user who is the caller, or shares a group that the caller may
// see; nil for anybody else.
func (v view) user(id models.ID) (*models.User, error) {
	if id == v.caller.UserID {
		return userOf(v.caller), nil
	}
	member, err := take[memberRow](v.db.Where("kind = ? AND member = ?", userMember, id).
		Scopes(v.within("group_members.group_num")))
	if member == nil {
		return nil, err
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

// rememberCaller takes the id of the calling user. Somebody may have given it to
// something else before: that must not keep the user from working here, so then
// it is not taken.
func (t *txn) rememberCaller() error {
	if t.caller.UserID == "" {
		return nil
	}
	err := t.rememberUser("", userOf(t.caller))
	if refusal, ok := errors.AsType[*models.Error](err); ok && refusal.Code == models.Conflict {
		return nil
	}
	return err
}
