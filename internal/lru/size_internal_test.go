package lru

import "testing"

// TestTheSizeIsThatOfTheLastAdd checks that the size is determined under the lock. Otherwise, two
// calls of Add with a value that grows could store the smaller size last.
func TestTheSizeIsThatOfTheLastAdd(t *testing.T) {
	var c *Cache[string, int]
	called, free := 0, 0
	c = New(10, 100, func(string, int) int {
		called++
		if c.mu.TryLock() {
			free++
			c.mu.Unlock()
		}
		return 1
	})
	c.Add("a", 1)
	c.Add("a", 2)
	if called != 2 || free != 0 {
		t.Errorf("of %d calls, %d were outside of the lock", called, free)
	}
}
