package store

import (
	"context"
	"hash/maphash"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// userCacheBytes bounds the users who are known without asking the database: some
// 5,000.
const userCacheBytes = 1 << 20

// acquaintance is a user with the claims of one token, matched with the claims that
// the groups had at one time. A user with two tokens is two acquaintances, so that
// alternating between them stores nothing again.
type acquaintance struct {
	user models.ID
	// claims is a hash of the claims that the token lists; 0 if it lists none.
	claims uint64
	// claimsSet is the store's counter when the claims were matched.
	claimsSet int64
}

var claimsSeed = maphash.MakeSeed()

func (s *Store) acquaintance(caller *auth.Principal) acquaintance {
	if len(caller.Groups) == 0 {
		return acquaintance{user: caller.UserID}
	}
	var h maphash.Hash
	h.SetSeed(claimsSeed)
	for _, claim := range caller.Groups {
		_, _ = h.WriteString(string(claim))
		_ = h.WriteByte(0) // Separates the claims: none contains it.
	}
	return acquaintance{caller.UserID, h.Sum64(), s.claimsSet.Load()}
}

// RememberCaller stores a calling user who was not seen before, or who has
// another name since, so that others see who it is, and notes the groups whose claims
// the caller's token lists. It costs a caller one commit, and nothing after that.
func (s *Store) RememberCaller(ctx context.Context) error {
	caller := auth.FromContext(ctx)
	if caller == nil || caller.UserID == "" {
		return nil
	}
	// Read before the write: a claim that is set meanwhile is matched next time.
	known := s.acquaintance(caller)
	if name, ok := s.met.get(known); ok && name == caller.DisplayName {
		return nil
	}
	if err := s.write(ctx, (*txn).rememberCaller); err != nil {
		return err
	}
	s.met.add(known, caller.DisplayName)
	return nil
}

func (t *txn) rememberCaller() error {
	user := userOf(t.caller)
	if err := t.rememberUser(user); err != nil {
		return err
	}
	if err := t.showNameByClaims(); err != nil || user.DisplayName == nil {
		return err
	}
	return t.rename(user)
}

// rename gives a user the name that the caller's credentials now have.
func (t *txn) rename(user *models.User) error {
	known := t.db.Table("users").Where("id = ?", user.UserID).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.wrote = t.wrote || renamed.RowsAffected > 0
	return renamed.Error
}
