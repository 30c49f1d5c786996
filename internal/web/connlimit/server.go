package connlimit

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

type contextKey struct{}

// Attach prepares the server that serves the listener. It sets hooks that report the state
// of each connection, and wraps the handler.
func (l *Listener) Attach(server *http.Server) {
	server.ConnState = l.setState
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, contextKey{}, c)
	}
	server.Handler = trackBodies(server.Handler)
}

// setState is the ConnState hook of the server. A connection is active from the end of a
// request header to the end of the response.
func (l *Listener) setState(inner net.Conn, state http.ConnState) {
	c, ok := inner.(*conn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive, http.StateHijacked:
		l.setBusy(c)
	case http.StateIdle:
		l.setIdle(c)
	}
}

func (l *Listener) setBusy(c *conn) {
	c.bodyRead.Store(false)
	c.readingHeader.Store(false)
	l.mu.Lock()
	defer l.mu.Unlock()
	c.since = time.Now()
	l.removeIdle(c)
}

func (l *Listener) setIdle(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open || c.idle != nil {
		return
	}
	now := time.Now()
	c.since = now
	c.idle = c.address.idle.PushBack(c)
	c.readingHeader.Store(true)
	l.resetHeaderBytes(c)
	if len(l.waiting) > 0 {
		l.admitWaiting(now)
	}
}

// trackBodies records when the server has read a whole request. It wraps the body in a copy
// of the request, because net/http examines the original body to decide whether to reuse
// the connection.
func trackBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(contextKey{}).(*conn); ok {
			if r.Body == http.NoBody {
				c.listener.requestRead(c)
			} else {
				r = r.WithContext(r.Context()) // a copy
				r.Body = &body{r.Body, c}
			}
		}
		next.ServeHTTP(w, r)
	})
}

// body is a request body that records its end.
type body struct {
	io.ReadCloser
	conn *conn
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.conn.listener.requestRead(b.conn)
	}
	return n, err
}
