package jwt

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Intervals of the fetches. A token with an unknown key id or a wrong signature starts a
// fetch, since that is the sign of a rotation. Anybody can send such tokens, so there is
// one fetch at a time and a minimum interval between two.
const (
	// refreshEvery is the interval of the fetches. A key that the issuer withdrew is
	// accepted until the next one.
	refreshEvery = 15 * time.Minute
	// refreshAtMost is the time after a successful fetch in which no token
	// starts another.
	refreshAtMost = 10 * time.Second
	// firstRetry is the delay after a failure. It doubles with each further failure.
	firstRetry = time.Second
	// lastRetry is the maximum delay after a failure.
	lastRetry = time.Minute
	// fetchTimeout limits one fetch, and with it the time that a request waits for it.
	fetchTimeout = 5 * time.Second
)

// issuer holds the keys of an OpenID Connect issuer and fetches them regularly. Known
// keys are accepted while the issuer cannot be reached.
type issuer struct {
	url    string
	client *http.Client
	now    func() time.Time
	logger *slog.Logger
	// life ends the fetches.
	life context.Context

	mu sync.Mutex
	// keys is nil before the first successful fetch.
	keys []key
	// past are keys that the issuer withdrew.
	past []key
	// failures is the number of failed fetches since the last successful one.
	failures int
	// due is the time of the next regular fetch. notBefore is the time from which a
	// token may start a fetch.
	due, notBefore time.Time
	// fetching is closed when the current fetch ends. It is nil if there is none.
	fetching chan struct{}
}

// newIssuer returns without waiting for the keys. It fetches them until the context ends.
func newIssuer(life context.Context, url string, now func() time.Time, logger *slog.Logger) *issuer {
	s := &issuer{url: url, client: keyClient(url), now: now, logger: logger, life: life}
	go s.keepFresh()
	return s
}

func (s *issuer) keepFresh() {
	for s.life.Err() == nil {
		wait := s.untilDue()
		if wait <= 0 {
			s.refresh(s.life)
			wait = max(s.untilDue(), firstRetry)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-s.life.Done():
			timer.Stop()
		}
	}
}

// untilDue returns the time until the next regular fetch.
func (s *issuer) untilDue() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.due.Sub(s.now())
}

func (s *issuer) find(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) ([]key, error) {
	found, _ := s.known(id, algorithm)
	if len(found) > 0 {
		return found, nil
	}
	s.refresh(ctx)
	found, retryAfter := s.known(id, algorithm)
	switch {
	case len(found) > 0:
		return found, nil
	case retryAfter > 0:
		return nil, &UnavailableError{retryAfter}
	default:
		return nil, errUnknownKey
	}
}

func (s *issuer) refetched(ctx context.Context, id string, algorithm jose.SignatureAlgorithm) []key {
	if !s.refresh(ctx) {
		return nil
	}
	found, _ := s.known(id, algorithm)
	return found
}

// fetched reports whether a fetch has succeeded, even if later ones failed.
func (s *issuer) fetched() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys != nil
}

// known returns the matching keys that were fetched. While the issuer cannot be reached,
// an unknown key may be a new key of the issuer; retryAfter is then the time until the
// next fetch.
func (s *issuer) known(id string, algorithm jose.SignatureAlgorithm) (found []key, retryAfter time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil || s.failures > 0 {
		retryAfter = max(s.notBefore.Sub(s.now()), firstRetry)
	}
	return matching(s.keys, id, algorithm), retryAfter
}

// refresh fetches the keys unless the last fetch was too recent, and waits until the
// fetch or the context ends. It reports whether there was a fetch. The fetch does not end
// with the context, since other requests may wait for it.
func (s *issuer) refresh(ctx context.Context) bool {
	s.mu.Lock()
	if s.fetching == nil {
		if s.now().Before(s.notBefore) {
			s.mu.Unlock()
			return false
		}
		s.fetching = make(chan struct{})
		go s.fetch(s.fetching)
	}
	done := s.fetching
	s.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
	return true
}

func (s *issuer) fetch(done chan struct{}) {
	ctx, cancel := context.WithTimeout(s.life, fetchTimeout)
	defer cancel()
	keys, err := s.download(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(done)
	s.fetching = nil
	if err != nil {
		wait := min(firstRetry<<min(s.failures, 10), lastRetry)
		s.failures++
		s.notBefore = s.now().Add(wait)
		s.due = s.notBefore
		if s.life.Err() == nil {
			s.logger.WarnContext(ctx, "cannot fetch the keys of the issuer", "error", err, "retry_after", wait, "failures", s.failures, "have_keys", s.keys != nil)
		}
		return
	}
	if s.keys == nil || s.failures > 0 {
		s.logger.InfoContext(ctx, "fetched the keys of the issuer", "keys", len(keys))
	}
	s.past = withdraw(s.past, s.keys, keys)
	s.keys, s.failures = keys, 0
	s.notBefore, s.due = s.now().Add(refreshAtMost), s.now().Add(refreshEvery)
}
