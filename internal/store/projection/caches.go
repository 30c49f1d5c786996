package projection

import (
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
)

// caches contains the stored rows to which a step adds, so that a step reads little.
type caches struct {
	statistics *rollup.Cache
	postings   *posting.Cache
}

// newCaches returns empty caches. They replace those of a step that failed, because the step may have
// changed sets of actors in place, and may have been committed nevertheless.
func newCaches() caches {
	return caches{rollup.NewCache(rollup.ActivitySetBytes), posting.NewCache()}
}
