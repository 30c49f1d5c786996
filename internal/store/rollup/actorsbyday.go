package rollup

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// ActorsByDay contains sets of actors, split like the stored sets. Its zero value is empty.
type ActorsByDay struct {
	parts map[actorPart]*roaring.Bitmap
}

// actorPart identifies a stored set of an owner and an action.
type actorPart struct {
	day  models.Day
	high int64
}

// Add adds an actor to the set of a day, or of AllTime.
func (a *ActorsByDay) Add(day models.Day, actor int64) {
	part := actorPart{day, actor >> codec.ActorSetBits}
	set := a.parts[part]
	if set == nil {
		if a.parts == nil {
			a.parts = make(map[actorPart]*roaring.Bitmap)
		}
		set = roaring.New()
		a.parts[part] = set
	}
	set.Add(uint32(actor & (1<<codec.ActorSetBits - 1)))
}

// take removes a part, and returns its set. The set is nil if there is no such part.
func (a *ActorsByDay) take(part actorPart) *roaring.Bitmap {
	set := a.parts[part]
	delete(a.parts, part)
	return set
}
