package scheduler

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// largeDocument is the size in bytes at which a document counts as large. To parse and
// validate such a document can take milliseconds of CPU time.
const largeDocument = 8 << 10

// AcquireDocument waits until a document of length bytes may be parsed and validated. The
// number of large documents that are processed at the same time is at most the number of
// processors, and it is shared among the callers. If the context ends during the wait,
// AcquireDocument returns an UNAVAILABLE error. Otherwise release must be called when the
// document has been processed.
func (s *Scheduler) AcquireDocument(ctx context.Context, length int) (release func(), err error) {
	if length < largeDocument {
		return func() {}, nil
	}
	caller := callerOf(ctx)
	if err := s.documents.Acquire(ctx, caller, 1); err != nil {
		return nil, errNotScheduled
	}
	return func() { s.documents.Release(caller, 1) }, nil
}

// callerOf returns the key of the caller. It is "" for an anonymous request, which the
// resolvers reject.
func callerOf(ctx context.Context) string {
	if p := auth.FromContext(ctx); p != nil {
		return p.Key()
	}
	return ""
}
