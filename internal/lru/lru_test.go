package lru_test

import (
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/lru"
)

// keys returns the keys from a to f that have an entry.
func keys(c *lru.Cache[string, string]) []string {
	var found []string
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		if _, ok := c.Get(key); ok {
			found = append(found, key)
		}
	}
	return found
}

func size(_, value string) int { return len(value) }

func TestCacheIsBounded(t *testing.T) {
	for _, c := range []struct {
		name                 string
		maxEntries, maxBytes int
		use                  func(c *lru.Cache[string, string])
		want                 []string
	}{
		{"exactly the maximum number of bytes", 10, 6, func(c *lru.Cache[string, string]) { c.Add("a", "123"); c.Add("b", "123") }, []string{"a", "b"}},
		{"one byte more than the maximum", 10, 5, func(c *lru.Cache[string, string]) { c.Add("a", "123"); c.Add("b", "123") }, []string{"b"}},
		{"a used entry is kept", 10, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "123")
			c.Add("b", "123")
			c.Get("a")
			c.Add("c", "123")
		}, []string{"a", "c"}},
		{"a large entry removes several", 10, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "12")
			c.Add("b", "12")
			c.Add("c", "12")
			c.Add("d", "1234")
		}, []string{"c", "d"}},
		{"a too large entry removes only its old value", 10, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "12")
			c.Add("b", "12")
			c.Add("a", "1234567")
		}, []string{"b"}},
		{"the bytes of a replaced value are free", 10, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "1234")
			c.Add("a", "1")
			c.Add("b", "12345")
		}, []string{"a", "b"}},
		{"the bytes of a removed entry are free", 10, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "1234")
			c.Remove("a")
			c.Remove("a")
			c.Add("b", "123")
			c.Add("c", "123")
		}, []string{"b", "c"}},
		{"the maximum number of entries", 2, 6, func(c *lru.Cache[string, string]) {
			c.Add("a", "1")
			c.Add("b", "1")
			c.Add("c", "1")
			c.Add("d", "12345")
		}, []string{"c", "d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cache := lru.New(c.maxEntries, c.maxBytes, size)
			c.use(cache)
			if got := keys(cache); !slices.Equal(got, c.want) {
				t.Errorf("the keys are %q, want %q", got, c.want)
			}
		})
	}
}

func TestAddReplacesTheValue(t *testing.T) {
	cache := lru.New(10, 100, size)
	cache.Add("a", "old")
	cache.Add("a", "new")
	if got, ok := cache.Get("a"); !ok || got != "new" {
		t.Errorf("the value is %q, %t", got, ok)
	}
}

func TestAllIsInOrderOfUse(t *testing.T) {
	cache := lru.New(10, 100, size)
	for _, key := range []string{"a", "b", "c"} {
		cache.Add(key, key)
	}
	cache.Get("a")
	var found []string
	for key, value := range cache.All() {
		found = append(found, key+value)
	}
	if !slices.Equal(found, []string{"bb", "cc", "aa"}) {
		t.Errorf("the entries are %q", found)
	}
	for range cache.All() {
		break
	}
	cache.Add("d", "d") // would block if the iteration had kept the lock
}
