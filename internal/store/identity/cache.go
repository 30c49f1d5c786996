package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/models"
)

// Cache contains identity sets by number and by content. Identity sets never change. The
// cache contains only committed ones, because a number that was rolled back is assigned
// again.
type Cache struct {
	ByNum     *lru.Cache[int64, *models.IdentitySet]
	ByContent *lru.Cache[CacheKey, SetRef]
}

// CacheBytes is the largest size in bytes of each half of a Cache. This is enough for about
// 3,000 sets of an application and a user.
const CacheBytes = 1 << 20

// CacheKey is a digest of an attribution.
type CacheKey [sha256.Size]byte

// CacheKeyOf returns the key of an attribution. The same set with two counted actors has
// two keys.
func CacheKeyOf(a Attribution) CacheKey {
	b := make([]byte, 0, 256)
	text := func(s *string) {
		if s == nil {
			b = append(b, 0)
			return
		}
		b = binary.AppendUvarint(b, uint64(len(*s))+1)
		b = append(b, *s...)
	}
	for _, i := range [...]*models.Identity{a.Set.User, a.Set.Application, a.Set.Device} {
		if i == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		text(i.ID)
		text(i.DisplayName)
	}
	return sha256.Sum256(appendActor(b, a.Counted))
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	byNum := lru.New(math.MaxInt, CacheBytes, func(num int64, set *models.IdentitySet) int {
		n := lru.EntryBytes + int(unsafe.Sizeof(num)+unsafe.Sizeof(set)+unsafe.Sizeof(*set))
		for _, i := range [...]*models.Identity{set.User, set.Application, set.Device} {
			if i != nil {
				n += int(unsafe.Sizeof(*i)) + textBytes(i.ID) + textBytes(i.DisplayName)
			}
		}
		return n
	})
	byContent := lru.New(math.MaxInt, CacheBytes, func(d CacheKey, ref SetRef) int {
		return lru.EntryBytes + int(unsafe.Sizeof(d)+unsafe.Sizeof(ref))
	})
	return &Cache{ByNum: byNum, ByContent: byContent}
}

func textBytes(s *string) int {
	if s == nil {
		return 0
	}
	return int(unsafe.Sizeof(*s)) + len(*s)
}

// CloneSet copies a set and its strings. A client's string may share the memory of its
// whole request.
func CloneSet(set *models.IdentitySet) *models.IdentitySet {
	text := func(s *string) *string {
		if s == nil {
			return nil
		}
		own := strings.Clone(*s)
		return &own
	}
	identity := func(i *models.Identity) *models.Identity {
		if i == nil {
			return nil
		}
		return &models.Identity{ID: text(i.ID), DisplayName: text(i.DisplayName)}
	}
	return &models.IdentitySet{Application: identity(set.Application), Device: identity(set.Device), User: identity(set.User)}
}
