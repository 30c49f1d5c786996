package store

import (
	"context"
	"hash/maphash"
	"math"
	"sync"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// userCacheBytes bounds the users who are known without asking the database: some
	// 5,000.
	userCacheBytes = 1 << 20
	// maxPendingUsers bounds the callers who are being remembered at a time.
	maxPendingUsers = 256
)

// knownUser is a user with the claims of one token, matched with the claims that
// the groups had at one time. A user with two tokens is two known users, so that
// alternating between them stores nothing again.
type knownUser struct {
	user models.ID
	// claims is a hash of the claims that the token lists; 0 if it lists none.
	claims uint64
	// claimsSet is the store's counter when the claims were matched.
	claimsSet int64
}

var claimsSeed = maphash.MakeSeed()

func (s *Store) knownUserOf(caller *auth.Principal) knownUser {
	if len(caller.Groups) == 0 {
		return knownUser{user: caller.UserID}
	}
	var h maphash.Hash
	h.SetSeed(claimsSeed)
	for _, claim := range caller.Groups {
		_, _ = h.WriteString(string(claim))
		_ = h.WriteByte(0) // Separates the claims: none contains it.
	}
	return knownUser{caller.UserID, h.Sum64(), s.claimsSet.Load()}
}

// knownUsers are the users who have called, so that others see who it is. The writer
// stores one with the user's first mutation, in the same commit; a user who only reads
// is stored beside the request, which does not wait for it.
type knownUsers struct {
	// stored are the users who are stored, with their names.
	stored *lru.Cache[knownUser, string]

	mu sync.Mutex
	// pending are those for whom a mutation waits in the writer's queue.
	pending map[pendingUser]bool
}

// pendingUser is what is to be stored of a user. One with another token or name does
// not wait for the end of the one before.
type pendingUser struct {
	knownUser
	name string
}

func newKnownUsers() *knownUsers {
	stored := lru.New(math.MaxInt, userCacheBytes, func(a knownUser, name string) int {
		return lru.EntryBytes + len(a.user) + len(name) + int(unsafe.Sizeof(a)+unsafe.Sizeof(name))
	})
	return &knownUsers{stored: stored, pending: map[pendingUser]bool{}}
}

// knows says whether nothing is to be stored of a caller.
func (s *Store) knows(caller *auth.Principal) bool {
	if caller == nil || caller.UserID == "" {
		return true
	}
	name, ok := s.knownUsers.stored.Get(s.knownUserOf(caller))
	return ok && name == caller.DisplayName
}

// begin says whether a user is to be stored now: not twice at a time, and not with too
// many others. The caller of begin calls end then.
func (a *knownUsers) begin(i pendingUser) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending[i] || len(a.pending) >= maxPendingUsers {
		return false
	}
	a.pending[i] = true
	return true
}

func (a *knownUsers) end(i pendingUser) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.pending, i)
}

// rememberCaller has a calling user stored who was not seen before, or who has another
// name since. It never waits: the next request of a caller who could not be stored tries
// again. It costs a caller one commit, and nothing after that.
func (s *Store) rememberCaller(ctx context.Context) {
	caller := auth.FromContext(ctx)
	if s.knows(caller) {
		return
	}
	i := pendingUser{s.knownUserOf(caller), caller.DisplayName}
	if !s.knownUsers.begin(i) {
		return
	}
	// The writer remembers the callers of all mutations; this one does nothing else.
	m := &mutation{caller: caller, origin: ctx, rows: 1, do: func(*mutationTx) error { return nil }, done: make(chan error, 1)}
	if err := s.writer.queue.enqueue(m); err != nil {
		s.knownUsers.end(i)
		return
	}
	go func() {
		if err := <-m.done; err != nil {
			s.logger.DebugContext(ctx, "a caller could not be remembered", "error", err)
		}
		s.knownUsers.end(i)
	}()
}

// rememberCaller stores the caller of a mutation. What keeps it from that does not keep
// the caller from the mutation.
func (w *writer) rememberCaller(t *mutationTx) (fault error) {
	if w.store.knows(t.caller) {
		return nil
	}
	// Read before the write: a claim that is set meanwhile is matched next time.
	known := w.store.knownUserOf(t.caller)
	if err := t.savepoint("caller"); err != nil {
		return err
	}
	refusal, fault := t.endSavepoint("caller", t.rememberCaller())
	if fault != nil {
		return fault
	}
	if refusal != nil {
		w.store.logger.Warn("a caller could not be remembered", "error", refusal)
		return nil
	}
	name := t.caller.DisplayName
	t.afterCommit(func() { w.store.knownUsers.stored.Add(known, name) })
	return nil
}

func (t *mutationTx) rememberCaller() (err error) {
	defer recovered(&err)
	user := userOf(t.caller)
	if err := t.rememberUser(user); err != nil {
		return err
	}
	if err := t.showNameByClaims(); err != nil {
		return err
	}
	if user.DisplayName != nil {
		if err := t.rename(user); err != nil {
			return err
		}
	}
	return t.storeNames()
}

// rename gives a user the name that the caller's credentials now have.
func (t *mutationTx) rename(user *models.User) error {
	known := t.db.Table("users").Where("id = ?", user.UserID).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.wrote = t.wrote || renamed.RowsAffected > 0
	return renamed.Error
}
