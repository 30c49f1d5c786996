package store

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// cache keeps what was found in the database, as long as its entries are within a
// bound in bytes; then those go that nobody asked for since the longest time.
type cache[K comparable, V any] struct {
	mu      sync.Mutex
	entries *simplelru.LRU[K, V]
	size    func(K, V) int
	// bytes are those of the entries, and limit is how many there may be.
	bytes, limit int
}

// entryBytes is what an entry takes beside its key and its value, and for its key
// a second time: there is a list of all and a map to find them.
const entryBytes = 128

// newCache returns a cache of so many bytes; size counts those of a key and its
// value.
func newCache[K comparable, V any](limit int, size func(K, V) int) (*cache[K, V], error) {
	c := &cache[K, V]{limit: limit, size: func(key K, value V) int { return entryBytes + size(key, value) }}
	var err error
	c.entries, err = simplelru.NewLRU(math.MaxInt, func(key K, value V) { c.bytes -= c.size(key, value) })
	return c, err
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.Get(key)
}

// add keeps a value, unless it is larger than the cache. Nobody may change what
// was added.
func (c *cache[K, V]) add(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Remove(key)
	size := c.size(key, value)
	if size > c.limit {
		return
	}
	for c.bytes+size > c.limit {
		c.entries.RemoveOldest()
	}
	c.entries.Add(key, value)
	c.bytes += size
}

func (c *cache[K, V]) remove(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Remove(key)
}
