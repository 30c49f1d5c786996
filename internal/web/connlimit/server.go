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

// Attach prepares the server that serves the listener: it tells what its connections
// are doing.
func (l *Listener) Attach(server *http.Server) {
	server.ConnState = l.setState
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, contextKey{}, c)
	}
	server.Handler = watchBodies(server.Handler)
}

// setState follows what net/http says of a connection. Active is one from the end of
// a request's header to the end of its answer.
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
	c.heading.Store(false)
	l.mu.Lock()
	defer l.mu.Unlock()
	c.since = time.Now()
	l.busy(c)
}

func (l *Listener) setIdle(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, open := l.open[c]; !open || c.idle != nil {
		return
	}
	now := time.Now()
	c.since = now
	c.idle = c.from.idle.PushBack(c)
	c.heading.Store(true)
	l.dropHead(c)
	if len(l.waiting) > 0 {
		l.admitWaiting(now)
	}
}

// watchBodies notes when a request has been read to its end. It leaves net/http the
// body that it knows, by which it decides what becomes of the connection.
func watchBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(contextKey{}).(*conn); ok {
			if r.Body == http.NoBody {
				c.listener.whole(c)
			} else {
				r = r.WithContext(r.Context()) // a copy
				r.Body = &body{r.Body, c}
			}
		}
		next.ServeHTTP(w, r)
	})
}

type body struct {
	io.ReadCloser
	conn *conn
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.conn.listener.whole(b.conn)
	}
	return n, err
}
