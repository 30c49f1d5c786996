// Package lru provides a cache with a limit in bytes. It removes the least recently used
// entries.
package lru

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache is an LRU cache. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu       sync.Mutex
	entries  *simplelru.LRU[K, entry[V]]
	size     func(K, V) int
	bytes    int
	maxBytes int
}

// entry is a value and the size of the entry in bytes at the time it was added.
type entry[V any] struct {
	value V
	bytes int
}

// New returns an empty cache for at most maxEntries entries of at most maxBytes bytes in
// total. The function size returns the size of an entry in bytes. It must not use the cache. New
// panics if maxEntries is not positive.
func New[K comparable, V any](maxEntries, maxBytes int, size func(K, V) int) *Cache[K, V] {
	c := &Cache[K, V]{size: size, maxBytes: maxBytes}
	entries, err := simplelru.NewLRU(maxEntries, func(_ K, dropped entry[V]) { c.bytes -= dropped.bytes })
	if err != nil {
		panic(err)
	}
	c.entries = entries
	return c
}

// Get returns the value of a key, and makes its entry the most recently used one.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.entries.Get(key)
	return found.value, ok
}

// Add sets the value of a key, and removes other entries if the cache becomes too large. If
// the entry is larger than the whole cache, Add only removes the old value of the key.
func (c *Cache[K, V]) Add(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	added := entry[V]{value, c.size(key, value)} // a value that grows may be added by several goroutines
	c.entries.Remove(key)
	if added.bytes > c.maxBytes {
		return
	}
	c.entries.Add(key, added)
	for c.bytes += added.bytes; c.bytes > c.maxBytes; {
		c.entries.RemoveOldest()
	}
}

// Remove removes the entry of a key, if there is one.
func (c *Cache[K, V]) Remove(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Remove(key)
}
