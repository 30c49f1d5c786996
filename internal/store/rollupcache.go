package store

// flushed is what a rollup has stored, and what the caches learn once it is
// committed.
type flushed struct {
	sets  actorSets
	tails postingTails
}

// rollupCache has what rollups add to, so that most need not be read.
type rollupCache struct {
	sets     *actorSetCache
	postings *postingCache
}

func newRollupCache() (*rollupCache, error) {
	sets, err := newActorSetCache()
	if err != nil {
		return nil, err
	}
	postings, err := newPostingCache()
	return &rollupCache{sets, postings}, err
}

// remember keeps what was committed.
func (c *rollupCache) remember(f flushed) {
	c.sets.remember(f.sets)
	c.postings.remember(f.tails)
}
