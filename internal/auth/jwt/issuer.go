package jwt

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// How often the issuer is asked for its keys. A token with an unknown key id
// asks, since that is how a rotation shows, but anybody can make up such
// tokens: whatever comes in, there is one request at a time and one interval
// between two.
const (
	// refreshEvery is how long a key that the issuer withdrew may still count.
	refreshEvery = 15 * time.Minute
	// refreshAtMost is the time after a good answer in which an unknown key id
	// is believed to be unknown.
	refreshAtMost = 10 * time.Second
	// firstRetry comes after a failure; each further one waits twice as long.
	firstRetry = time.Second
	// lastRetry bounds that, and so the time after which an issuer that is back
	// is noticed.
	lastRetry = time.Minute
	// fetchTimeout bounds one fetch, and with it the wait of a request.
	fetchTimeout = 5 * time.Second
)

// issuer is the keys of an OpenID Connect issuer, kept fresh. Keys that it once
// published go on counting while it cannot be reached.
type issuer struct {
	url    string
	client *http.Client
	now    func() time.Time
	logger *slog.Logger
	// life ends the fetching.
	life context.Context

	mu sync.Mutex
	// keys is nil before the first good answer.
	keys []key
	// past are keys that it had and withdrew.
	past []key
	// failures counts the fetches that failed since the last good one.
	failures int
	// due is when the keys are fetched without anybody asking, and notBefore
	// when an unknown key id may have them fetched.
	due, notBefore time.Time
	// fetching is closed when the fetch under way ends; nil without one.
	fetching chan struct{}
}

// newIssuer returns at once, and fetches until the context ends.
func newIssuer(life context.Context, url string, now func() time.Time, logger *slog.Logger) *issuer {
	s := &issuer{url: url, client: keyClient(url), now: now, logger: logger, life: life}
	go s.keepFresh()
	return s
}

func (s *issuer) keepFresh() {
	for s.life.Err() == nil {
		wait := s.sinceDue()
		if wait <= 0 {
			s.refresh(s.life)
			wait = max(s.sinceDue(), firstRetry)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-s.life.Done():
			timer.Stop()
		}
	}
}

// sinceDue is the time until the keys are due.
func (s *issuer) sinceDue() time.Duration {
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

// known looks among the keys that are here. While the issuer does not answer,
// what is not among them may still be its key: then retryAfter tells when it is
// asked again.
func (s *issuer) known(id string, algorithm jose.SignatureAlgorithm) (found []key, retryAfter time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil || s.failures > 0 {
		retryAfter = max(s.notBefore.Sub(s.now()), firstRetry)
	}
	return matching(s.keys, id, algorithm), retryAfter
}

// refresh fetches the keys unless that was tried a moment ago, and waits for
// the result or the end of the context. The fetch itself is nobody's: the one
// who asked first may leave.
func (s *issuer) refresh(ctx context.Context) {
	s.mu.Lock()
	if s.fetching == nil {
		if s.now().Before(s.notBefore) {
			s.mu.Unlock()
			return
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
			s.logger.WarnContext(ctx, "cannot get the keys of the issuer", "error", err, "retry_after", wait, "failures", s.failures, "have_keys", s.keys != nil)
		}
		return
	}
	if s.keys == nil || s.failures > 0 {
		s.logger.InfoContext(ctx, "have the keys of the issuer", "keys", len(keys))
	}
	s.past = withdraw(s.past, s.keys, keys)
	s.keys, s.failures = keys, 0
	s.notBefore, s.due = s.now().Add(refreshAtMost), s.now().Add(refreshEvery)
}
