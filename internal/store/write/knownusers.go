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
	// userCacheBytes bounds the memory of the cache of stored users. About 5,000 users fit.
	userCacheBytes = 1 << 20
	// maxPendingUsers bounds the callers for whom a mutation that stores only the caller is
	// in the queue.
	maxPendingUsers = 256
)

// RenameInterval is the minimum time between two commits that store the same name of a user.
// The tokens of two applications may contain different names of one user. Without this
// interval, each request would store the other name.
const RenameInterval = time.Minute

// knownUser is a user with the name and the claims of one token, after the claims were matched
// with those of the groups. A user with two different tokens is two knownUsers, so that using
// them alternately does not store the user each time.
type knownUser struct {
	user models.ID
	name string
	// claims is a hash of the claims in the token; 0 if there are none.
	claims uint64
	// claimsSet is the value of knownUsers.claimsSet when the claims were matched.
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
		_ = h.WriteByte(0) // The separator. No claim contains it.
	}
	return knownUser{caller.UserID, caller.DisplayName, h.Sum64(), w.knownUsers.claimsSet.Load()}
}

// knownUsers contains the callers who are stored. The writer stores a user in the commit of the
// user's first mutation. A user who only reads is stored by a separate mutation, for which the
// request does not wait.
type knownUsers struct {
	// stored contains the users who are stored, and the time when each was stored.
	stored *lru.Cache[knownUser, models.Instant]
	// names contains the stored name of each user.
	names *lru.Cache[models.ID, string]

	mu sync.Mutex
	// pending contains the users for whom such a separate mutation is in the queue.
	pending map[knownUser]bool

	// claimsSet counts the changes of claims of groups since the start.
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

// knows reports whether the caller need not be stored.
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

// begin reports whether a mutation that stores the user may be queued now. It may not if one
// is in the queue, or if too many are in the queue for other users. If begin returns true,
// end must be called when the mutation has ended.
func (k *knownUsers) begin(u knownUser) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pending[u] || len(k.pending) >= maxPendingUsers {
		return false
	}
	k.pending[u] = true
	return true
}

func (k *knownUsers) end(u knownUser) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.pending, u)
}
