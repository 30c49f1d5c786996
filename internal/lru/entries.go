package lru

import "iter"

// EntryBytes is the approximate overhead of an entry in bytes. It includes the copy of the
// key in the index of the cache, but not the key and the value themselves.
const EntryBytes = 128

// All returns an iterator over the entries, from the least to the most recently used one.
// The cache is locked during the iteration, so the loop must not call its methods.
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
