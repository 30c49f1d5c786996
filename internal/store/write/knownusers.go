package write

import (
	"context"
	"hash/maphash"
	"math"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

const (
	// userCacheBytes bounds the users who are known without asking the database: some
	// 5,000.
	userCacheBytes = 1 << 20
	// maxPendingUsers bounds the callers who are being remembered at a time.
	maxPendingUsers = 256
)

// RenameInterval is how long a user keeps a name before one is stored again that the
// user had since the start. Tokens of two applications may have different names for one
// user; without it every request would store the other name.
const RenameInterval = time.Minute

// knownUser is a user with the name and the claims of one token, matched with the
// claims that the groups had at one time. A user with two tokens is two known users, so
// that alternating between them stores nothing again.
type knownUser struct {
	user models.ID
	name string
	// claims is a hash of the claims that the token lists; 0 if it lists none.
	claims uint64
	// claimsSet is the counter when the claims were matched.
	claimsSet int64
}

var claimsSeed = maphash.MakeSeed()

func (w *Writer) knownUserOf(caller *auth.Principal) knownUser {
	if len(caller.Groups) == 0 {
		return knownUser{user: caller.UserID, name: caller.DisplayName}
	}
	var h maphash.Hash
	h.SetSeed(claimsSeed)
	for _, claim := range caller.Groups {
		_, _ = h.WriteString(string(claim))
		_ = h.WriteByte(0) // Separates the claims: none contains it.
	}
	return knownUser{caller.UserID, caller.DisplayName, h.Sum64(), w.knownUsers.claimsSet.Load()}
}

// knownUsers are the users who have called, so that others see who it is. The writer
// stores one with the user's first mutation, in the same commit; a user who only reads
// is stored beside the request, which does not wait for it.
type knownUsers struct {
	// stored are the users who are stored, and when each was.
	stored *lru.Cache[knownUser, models.Instant]
	// names are the names that are stored now.
	names *lru.Cache[models.ID, string]

	mu sync.Mutex
	// pending are those for whom a mutation waits in the writer's queue.
	pending map[knownUser]bool

	// claimsSet counts the changes of groups' claims since the start.
	claimsSet atomic.Int64
}

func newKnownUsers() *knownUsers {
	return &knownUsers{
		stored: lru.New(math.MaxInt, userCacheBytes, func(u knownUser, at models.Instant) int {
			return lru.EntryBytes + len(u.user) + len(u.name) + int(unsafe.Sizeof(u)+unsafe.Sizeof(at))
		}),
		names: lru.New(math.MaxInt, userCacheBytes/2, func(user models.ID, name string) int {
			return lru.EntryBytes + len(user) + len(name) + int(unsafe.Sizeof(user)+unsafe.Sizeof(name))
		}),
		pending: map[knownUser]bool{},
	}
}

// knows says whether nothing is to be stored of a caller.
func (w *Writer) knows(caller *auth.Principal) bool {
	if caller == nil || caller.UserID == "" {
		return true
	}
	at, ok := w.knownUsers.stored.Get(w.knownUserOf(caller))
	if !ok || caller.DisplayName == "" {
		return ok
	}
	name, ok := w.knownUsers.names.Get(caller.UserID)
	return ok && name == caller.DisplayName || models.NewInstant(w.cfg.Now()) < at.Add(RenameInterval)
}

// begin says whether a user is to be stored now: not twice at a time, and not with too
// many others. The caller of begin calls end then.
func (a *knownUsers) begin(u knownUser) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.pending[u] || len(a.pending) >= maxPendingUsers {
		return false
	}
	a.pending[u] = true
	return true
}

func (a *knownUsers) end(u knownUser) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.pending, u)
}

// RememberCaller has a calling user stored who was not seen before, or who has another
// name since. It never waits: the next request of a caller who could not be stored tries
// again. It costs a caller one commit, and nothing after that; a caller with several names
// costs one commit for each of them a RenameInterval.
func (w *Writer) RememberCaller(ctx context.Context) {
	caller := auth.FromContext(ctx)
	if w.knows(caller) {
		return
	}
	user := w.knownUserOf(caller)
	if !w.knownUsers.begin(user) {
		return
	}
	// The writer remembers the callers of all mutations; this one does nothing else.
	m := &Mutation{Caller: caller, Origin: ctx, Rows: 1, Do: func(*Tx) error { return nil }}
	if err := w.Enqueue(m); err != nil {
		w.knownUsers.end(user)
		return
	}
	go func() {
		if err := <-m.Done; err != nil {
			w.cfg.Logger.DebugContext(ctx, "a caller could not be remembered", "error", err)
		}
		w.knownUsers.end(user)
	}()
}

// storeCaller stores the caller of a mutation. What keeps it from that does not keep
// the caller from the mutation.
func (w *Writer) storeCaller(t *Tx) (fault error) {
	if w.knows(t.Caller) {
		return nil
	}
	// Read before the write: a claim that is set meanwhile is matched next time.
	known := w.knownUserOf(t.Caller)
	if err := t.savepoint("caller"); err != nil {
		return err
	}
	refusal, fault := t.endSavepoint("caller", t.rememberCaller())
	if fault != nil {
		return fault
	}
	if refusal != nil {
		w.cfg.Logger.Warn("a caller could not be remembered", "error", refusal)
		return nil
	}
	at := t.Now
	t.AfterCommit(func() {
		w.knownUsers.stored.Add(known, at)
		if known.name != "" {
			w.knownUsers.names.Add(known.user, known.name)
		}
	})
	return nil
}

func (t *Tx) rememberCaller() (err error) {
	defer Recovered(&err)
	user := read.UserOf(t.Caller)
	if err := t.RememberUser(user); err != nil {
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
func (t *Tx) rename(user *models.User) error {
	known := t.DB.Table("users").Where("id = ?", user.UserID).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.Wrote = t.Wrote || renamed.RowsAffected > 0
	return renamed.Error
}

// RememberUser stores a user who is not known yet.
func (t *Tx) RememberUser(user *models.User) error {
	stored := t.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(user)
	t.Wrote = t.Wrote || stored.RowsAffected > 0
	return stored.Error
}

// ClaimSet says that the mutation has given a group a claim, or has changed its claim: the
// callers' claims are matched again.
func (t *Tx) ClaimSet() { t.AfterCommit(func() { t.writer.knownUsers.claimsSet.Add(1) }) }
