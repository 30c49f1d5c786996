package write

import (
	"hash/maphash"
	"math"
	"sync"
	"sync/atomic"
	"time"
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
