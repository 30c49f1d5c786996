package rollup

import (
	"math"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/posting"
)

// Flushed contains what a rollup has stored. It is passed to Remember after the commit.
type Flushed struct {
	sets  []actorSetUpdate
	tails posting.Tails
}

// Cache contains the rows to which rollups add, so that the writer reads little.
type Cache struct {
	sets     *actorSetCache
	postings *posting.Cache
}

// NewCache returns an empty cache.
func NewCache() *Cache { return &Cache{newActorSetCache(), posting.NewCache()} }

// Remember adds what was committed.
func (c *Cache) Remember(f Flushed) {
	c.sets.remember(f.sets)
	c.postings.Remember(f.tails)
}

// Forget removes all sets after a commit that failed, which may have changed them in place.
func (c *Cache) Forget() { c.sets = newActorSetCache() }

// actorSetCache contains sets of actors as they are stored. Most actors of a busy item are
// in its sets already, and the writer need not read the sets to know this. Only the writer
// uses the sets, and it changes them in place.
type actorSetCache struct {
	sets *lru.Cache[actorSetKey, *roaring.Bitmap]
}

const (
	// actorSetCacheBytes is the largest size of an actorSetCache in bytes. A set takes at
	// most 8 KB.
	actorSetCacheBytes = 4 << 20
	// setBytes is the approximate overhead of a set in memory.
	setBytes = 200
)

func newActorSetCache() *actorSetCache {
	return &actorSetCache{lru.New(math.MaxInt, actorSetCacheBytes, func(key actorSetKey, set *roaring.Bitmap) int {
		return lru.EntryBytes + int(unsafe.Sizeof(key)) + setBytes + int(set.GetSizeInBytes())
	})}
}

// remember adds sets that were committed.
func (c *actorSetCache) remember(sets []actorSetUpdate) {
	for _, w := range sets {
		if w.changed || !w.cached {
			c.sets.Add(w.key, w.stored)
		}
	}
}
