package rollup

import "github.com/itemactivity/itemactivity/internal/store/posting"

// Flushed is what a rollup has stored, or tried to: the caches remember it once it is
// committed, or forget it.
type Flushed struct {
	sets  []wantedActors
	tails posting.Tails
}

// Cache has what rollups add to, so that most need not be read.
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
