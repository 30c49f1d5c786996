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
	entries *simplelru.LRU[K, cached[V]]
	size    func(K, V) int
	// bytes are those of the entries, and limit is how many there may be.
	bytes, limit int
}

// cached is a value, and what its entry took when it was added.
type cached[V any] struct {
	value V
	bytes int
}

// entryBytes is what an entry takes beside its key and its value, and for its key
// a second time: there is a list of all and a map to find them.
const entryBytes = 128

// newCache returns a cache of so many bytes; size counts those of a key and its
// value.
func newCache[K comparable, V any](limit int, size func(K, V) int) (*cache[K, V], error) {
	c := &cache[K, V]{limit: limit, size: size}
	var err error
	c.entries, err = simplelru.NewLRU(math.MaxInt, func(_ K, dropped cached[V]) { c.bytes -= dropped.bytes })
	return c, err
}

func (c *cache[K, V]) get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.entries.Get(key)
	return found.value, ok
}

// add keeps a value in the place of the key's former one, unless it is larger than
// the cache.
func (c *cache[K, V]) add(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	added := cached[V]{value, entryBytes + c.size(key, value)}
	if added.bytes > c.limit {
		c.entries.Remove(key)
		return
	}
	if former, ok := c.entries.Peek(key); ok {
		c.bytes -= former.bytes
	}
	c.entries.Add(key, added)
	c.bytes += added.bytes
	for c.bytes > c.limit {
		c.entries.RemoveOldest()
	}
}

func (c *cache[K, V]) remove(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Remove(key)
}
