package graph

import (
	"github.com/itemactivity/itemactivity/internal/store"
)

// Resolver resolves the fields that are not members of their Go struct.
type Resolver struct {
	Store *store.Store
}
