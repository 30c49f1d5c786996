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

// acquaintance is what was stored of a caller: the name and the groups that the
// token said, by the claims that the groups had.
type acquaintance struct {
	name string
	// claims is a hash of the groups that the token listed.
	claims uint64
	// claimsSet is how often the claim of a group had been set.
	claimsSet int64
}

var claimsSeed = maphash.MakeSeed()

func (s *Store) acquaintance(caller *auth.Principal) acquaintance {
	if len(caller.Groups) == 0 {
		return acquaintance{name: caller.DisplayName}
	}
	var h maphash.Hash
	h.SetSeed(claimsSeed)
	for _, claim := range caller.Groups {
		_, _ = h.WriteString(string(claim))
		_ = h.WriteByte(0) // A claim is printable, and has none of these.
	}
	return acquaintance{caller.DisplayName, h.Sum64(), s.claimsSet.Load()}
}

// RememberCaller stores a calling user who was not seen before, or who has another
// name or other groups since, so that others see who it is. It costs a caller one
// commit, and nothing after that.
func (s *Store) RememberCaller(ctx context.Context) error {
	caller := auth.FromContext(ctx)
	if caller == nil || caller.UserID == "" {
		return nil
	}
	now := s.acquaintance(caller)
	if known, ok := s.met.get(caller.UserID); ok && known == now {
		return nil
	}
	if err := s.write(ctx, (*txn).rememberCaller); err != nil {
		return err
	}
	s.met.add(caller.UserID, now)
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
