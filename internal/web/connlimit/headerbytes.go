package connlimit

// maxHeaderBytes limits the number of header bytes of all incomplete requests together. A
// header of many short lines takes eight times as much memory.
const maxHeaderBytes = 2 << 20

// countHeaderBytes counts received bytes of a header. While there are too many, it evicts
// connections.
func (l *Listener) countHeaderBytes(c *conn, bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open {
		return
	}
	c.headerBytes += bytes
	c.address.headerBytes += bytes
	l.headerBytes += bytes
	for l.headerBytes > maxHeaderBytes {
		largest := l.largestHeader()
		if largest == nil {
			return
		}
		l.evict(largest, &l.ended.Slow)
	}
}

// largestHeader returns the connection to evict because of its header, or nil. The address
// with the most header bytes comes first, and then the connection that has been in its
// state longest. A connection whose request has been read is not evicted.
func (l *Listener) largestHeader() (best *conn) {
	for c := range l.open {
		if c.headerBytes == 0 || c.idle == nil && c.bodyRead.Load() {
			continue
		}
		if best == nil || c.address.headerBytes > best.address.headerBytes || c.address.headerBytes == best.address.headerBytes && c.since.Before(best.since) {
			best = c
		}
	}
	return best
}

// requestRead records that the server has read the whole request.
func (l *Listener) requestRead(c *conn) {
	c.bodyRead.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.resetHeaderBytes(c)
}

// resetHeaderBytes stops counting the present header of a connection.
func (l *Listener) resetHeaderBytes(c *conn) {
	l.headerBytes -= c.headerBytes
	c.address.headerBytes -= c.headerBytes
	c.headerBytes = 0
}
