package lru

import "iter"

// EntryBytes is about what an entry takes in memory beside its key and its value, and for
// its key a second time: the cache has a list of the entries, and a map to find them.
const EntryBytes = 128

// All returns the entries, from the least to the most recently used one. The cache must
// not be used meanwhile.
func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, key := range c.entries.Keys() {
			if found, ok := c.entries.Peek(key); ok && !yield(key, found.value) {
				return
			}
		}
	}
}
