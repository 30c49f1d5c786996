package store

import "github.com/itemactivity/itemactivity/internal/store/posting"

// flushed is what a rollup has stored, or tried to: the caches remember it once it is
// committed, or forget it.
type flushed struct {
	sets  []wantedActors
	tails posting.Tails
}

// rollupCache has what rollups add to, so that most need not be read.
type rollupCache struct {
	sets     *actorSetCache
	postings *posting.Cache
}

func newRollupCache() *rollupCache { return &rollupCache{newActorSetCache(), posting.NewCache()} }

// remember keeps what was committed.
func (c *rollupCache) remember(f flushed) {
	c.sets.remember(f.sets)
	c.postings.Remember(f.tails)
}

// forget drops what was not committed.
func (c *rollupCache) forget(f flushed) { c.sets.forget(f.sets) }
