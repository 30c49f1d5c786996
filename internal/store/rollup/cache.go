package rollup

import (
	"math"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/lru"
)

// Flushed contains what a rollup has stored. It is passed to Remember after the commit.
type Flushed struct {
	ofItems, ofDrives []actorSetUpdate
}

// Cache contains the rows to which rollups add, so that Flush reads little.
type Cache struct {
	setBytes      int
	items, drives *actorSetCache
}

// NewCache returns an empty cache. The sets of actors of items take at most setBytes, and so do those of
// drives. The large sets of drives cannot displace those of items.
func NewCache(setBytes int) *Cache {
	return &Cache{setBytes, newActorSetCache(setBytes), newActorSetCache(setBytes)}
}

// Remember adds what was committed.
func (c *Cache) Remember(f Flushed) {
	c.items.remember(f.ofItems)
	c.drives.remember(f.ofDrives)
}

// Forget removes all sets after a commit that failed, which may have changed them in place.
func (c *Cache) Forget() { *c = *NewCache(c.setBytes) }

// actorSetCache contains sets of actors as they are stored. Most actors of a busy item are
// in its sets already, and with the cache no statement is needed to know this. A Flush changes
// the sets in place, so a cache is used by one transaction at a time.
type actorSetCache struct {
	sets *lru.Cache[actorSetKey, *roaring.Bitmap]
}

const (
	// ActivitySetBytes is the size of the cache of the sets of item activities. A set takes at most
	// 8 KB.
	ActivitySetBytes = 4 << 20
	// DriveActivitySetBytes is the size of the cache of the sets of drive activities, which are few.
	DriveActivitySetBytes = 256 << 10
	// setOverhead is the approximate overhead of a set in memory.
	setOverhead = 200
)

func newActorSetCache(bytes int) *actorSetCache {
	return &actorSetCache{lru.New(math.MaxInt, bytes, func(key actorSetKey, set *roaring.Bitmap) int {
		return lru.EntryBytes + int(unsafe.Sizeof(key)) + setOverhead + int(set.GetSizeInBytes())
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
