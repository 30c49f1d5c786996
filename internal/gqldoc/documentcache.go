package gqldoc

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

const (
	// cachedDocumentBytes bounds the texts of the documents that are kept. What
	// is parsed of a hostile text takes up to 130 times its memory.
	cachedDocumentBytes = 128 << 10
	// cachedDocuments bounds their number, for very small ones.
	cachedDocuments = 4096
)

// documentCache keeps the valid documents that were used last, within a bound
// in bytes.
type documentCache struct {
	mu    sync.Mutex
	bytes int
	lru   *simplelru.LRU[string, *Document]
}

func newDocumentCache() *documentCache {
	c := new(documentCache)
	// Only a size of 0 is an error.
	c.lru, _ = simplelru.NewLRU(cachedDocuments, func(text string, _ *Document) { c.bytes -= len(text) })
	return c
}

func (c *documentCache) get(text string) (*Document, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lru.Get(text)
}

func (c *documentCache) add(text string, doc *Document) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lru.Contains(text) {
		return
	}
	c.lru.Add(text, doc)
	for c.bytes += len(text); c.bytes > cachedDocumentBytes; {
		c.lru.RemoveOldest()
	}
}
