package rollup

import (
	"math"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/posting"
)

// Flushed is what a rollup has stored, or tried to store. After the commit the cache
// remembers it; if the commit fails the cache forgets it.
type Flushed struct {
	sets  []wantedActors
	tails posting.Tails
}

// Cache has what rollups add to, so that the writer reads little.
type Cache struct {
	sets     *actorSetCache
	postings *posting.Cache
}

// NewCache returns an empty cache.
func NewCache() *Cache { return &Cache{newActorSetCache(), posting.NewCache()} }

// Remember keeps what was committed.
func (c *Cache) Remember(f Flushed) {
	c.sets.remember(f.sets)
	c.postings.Remember(f.tails)
}

// Forget drops what was not committed.
func (c *Cache) Forget(f Flushed) { c.sets.forget(f.sets) }

// actorSetCache has sets of actors as they are stored. Most actors of a busy item are in
// their sets already, and with the cache the writer need not read to know. The sets
// belong to the writer alone, which changes them in place.
type actorSetCache struct {
	sets *lru.Cache[actorSetKey, *roaring.Bitmap]
}

const (
	// actorSetCacheBytes bounds the memory of an actorSetCache. A set takes at most 8 KB.
	actorSetCacheBytes = 4 << 20
	// setBytes is about what a set takes in memory beyond its stored form.
	setBytes = 200
)

func newActorSetCache() *actorSetCache {
	return &actorSetCache{lru.New(math.MaxInt, actorSetCacheBytes, func(key actorSetKey, set *roaring.Bitmap) int {
		return lru.EntryBytes + int(unsafe.Sizeof(key)) + setBytes + int(set.GetSizeInBytes())
	})}
}

// remember keeps sets that were committed.
func (c *actorSetCache) remember(sets []wantedActors) {
	for _, w := range sets {
		if w.grown || !w.cached {
			c.sets.Add(w.key, w.stored)
		}
	}
}

// forget drops sets that were changed in place and not committed.
func (c *actorSetCache) forget(sets []wantedActors) {
	for _, w := range sets {
		c.sets.Remove(w.key)
	}
}
