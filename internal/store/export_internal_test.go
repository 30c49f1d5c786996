package store

import (
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/projection"
)

// SetProjections sets the limits of the projections.
func (cfg *Config) SetProjections(limits projection.Limits) { cfg.projections = limits }

// Projector returns the projector of a store.
func (s *Store) Projector() *projection.Projector { return s.projector }

// Tail returns the tail of the log in memory.
func (s *Store) Tail() *activitylog.Tail { return s.source.Tail }
