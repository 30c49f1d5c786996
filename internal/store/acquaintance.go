package store

import (
	"context"
	"errors"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// userCacheBytes bounds the users who are known without asking the database: some
// 5,000.
const userCacheBytes = 1 << 20

// RememberCaller stores a calling user who was not seen before, or who has
// another name since, so that others see who it is. It costs a caller one commit,
// and nothing after that.
func (s *Store) RememberCaller(ctx context.Context) error {
	caller := auth.FromContext(ctx)
	if caller == nil || caller.UserID == "" {
		return nil
	}
	if name, ok := s.met.get(caller.UserID); ok && name == caller.DisplayName {
		return nil
	}
	if err := s.write(ctx, (*txn).rememberCaller); err != nil {
		return err
	}
	s.met.add(caller.UserID, caller.DisplayName)
	return nil
}

func (t *txn) rememberCaller() error {
	user := userOf(t.caller)
	err := t.rememberUser("", user)
	if refusal, ok := errors.AsType[*models.Error](err); ok && refusal.Code == models.Conflict {
		// Somebody gave the id to something else before. That must not keep the
		// user from working here, so then it is not taken.
		return nil
	}
	if err != nil || user.DisplayName == nil {
		return err
	}
	return t.rename(user)
}

// rename gives a user the name that the caller's credentials now have.
func (t *txn) rename(user *models.User) error {
	known := t.db.Table("users").Where("num = (SELECT num FROM ids WHERE id = ? AND kind = ?)", user.ID, userNoun).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.wrote = t.wrote || renamed.RowsAffected > 0
	return renamed.Error
}
