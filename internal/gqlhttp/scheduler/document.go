package scheduler

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// largeDocument is the length in bytes from which on a document is large. To parse and
// validate it can take milliseconds of a processor.
const largeDocument = 8 << 10

// AcquireDocument waits until a document of so many bytes may be parsed and validated. At
// most as many large documents are as there are processors, and those of one caller do not
// keep another caller's waiting. If the context ends before, it returns UNAVAILABLE. The
// caller calls release afterwards.
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

// callerOf returns the caller of a request. It is "" for an anonymous one, whom the fields
// reject.
func callerOf(ctx context.Context) string {
	if p := auth.FromContext(ctx); p != nil {
		return p.Key()
	}
	return ""
}
