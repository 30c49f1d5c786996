package graph

import (
	"github.com/itemactivity/itemactivity/internal/store"
)

// Resolver answers every field that is not simply a member of its object.
type Resolver struct {
	Store *store.Store
}
