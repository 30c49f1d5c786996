package rest

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/internal/store"
)

// retryHeader is set by the clients of Microsoft Graph when they repeat a request by
// themselves. Its value counts the repetitions.
const retryHeader = "Retry-Attempt"

// retryOf returns what identifies a request with a body if its client repeats it by itself:
// the client-request-id, the path and the body. The store adds the caller.
func (x *exchange) retryOf(body []byte) store.Retry {
	id := graphapi.ClientRequestID(x.r)
	if id == "" {
		return store.Retry{}
	}
	digest := sha256.New()
	for _, part := range [][]byte{[]byte(id), []byte(x.r.URL.EscapedPath()), body} {
		digest.Write(binary.AppendUvarint(nil, uint64(len(part))))
		digest.Write(part)
	}
	return store.Retry{
		// No idempotency key contains a NUL, so that no key of a client has the same ids.
		Key:      "\x00retry\x00" + string(digest.Sum(nil)),
		Repeated: x.isRepeated(),
	}
}

// isRepeated reports whether the client repeats an earlier request by itself.
func (x *exchange) isRepeated() bool {
	return slices.ContainsFunc(x.r.Header.Values(retryHeader), func(attempt string) bool { return attempt != "" && attempt != "0" })
}
