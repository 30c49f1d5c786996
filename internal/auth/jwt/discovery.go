package jwt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-jose/go-jose/v4/json"

	"github.com/itemactivity/itemactivity/internal/loopback"
)

// maxRedirects is the number of redirects that a fetch follows.
const maxRedirects = 3

// discoveryPath is the path of the discovery document below the URL of an issuer.
const discoveryPath = "/.well-known/openid-configuration"

// checkIssuer returns an error if the keys of an issuer with this URL cannot be fetched.
func checkIssuer(text string) error {
	u, err := url.Parse(text)
	switch {
	case strings.ContainsFunc(text, unicode.IsSpace):
		return errors.New("it contains a space, which the URL of an issuer never does")
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("it is not the URL of an issuer, such as https://id.example/realms/main; if the keys come from a file, set --keys as well")
	case !validPort(u.Port()):
		return fmt.Errorf("%q is not a port; use a number from 1 to 65535", u.Port())
	case strings.HasSuffix(strings.TrimSuffix(u.Path, "/"), discoveryPath):
		return fmt.Errorf("it is the URL of the discovery document; remove %s from its end", discoveryPath)
	case !trusted(u, text):
		return errors.New("it must begin with https://; http:// is accepted only for issuers on this machine")
	}
	return nil
}

// validPort reports whether a port is empty or a number from 1 to 65535.
func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// trusted reports whether the keys of an issuer may be fetched from a URL. Over plain
// HTTP anybody on the network path could send other keys. An issuer on this machine has
// no network path.
func trusted(u *url.URL, issuer string) bool {
	if u.Scheme == "https" {
		return true
	}
	return u.Scheme == "http" && loopback.Is(u.Hostname()) && strings.HasPrefix(issuer, "http://")
}

// keyClient returns the client that fetches the keys of an issuer.
func keyClient(issuer string) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxResponseHeaderBytes = 64 << 10
	return &http.Client{
		Transport: transport,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errors.New("too many redirects")
			}
			if !trusted(r.URL, issuer) {
				return errors.New("a redirect leaves HTTPS")
			}
			return nil
		},
	}
}

// download fetches the issuer's discovery document, and then the keys from the URL that
// the document names.
func (s *issuer) download(ctx context.Context) ([]key, error) {
	text, err := s.get(ctx, strings.TrimSuffix(s.url, "/")+discoveryPath)
	if err != nil {
		return nil, err
	}
	var document struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, errors.New("the discovery document is not the JSON object of OpenID Connect Discovery")
	}
	if document.Issuer != s.url {
		return nil, fmt.Errorf("the discovery document names the issuer %q, but --issuer is %q; they must be equal", document.Issuer, s.url)
	}
	if document.JWKSURI == "" {
		return nil, errors.New("the discovery document has no jwks_uri")
	}
	at, err := url.Parse(document.JWKSURI)
	if err != nil || !trusted(at, s.url) {
		return nil, errors.New("the jwks_uri of the discovery document is not an HTTPS URL")
	}
	if text, err = s.get(ctx, at.String()); err != nil {
		return nil, err
	}
	keys, err := parseKeySet(text, func(err error) { s.logger.DebugContext(ctx, "a key of the issuer is not used", "reason", err) })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at.Redacted(), err)
	}
	return keys, nil
}

// get returns the body of a response of at most maxKeyBytes.
func (s *issuer) get(ctx context.Context, at string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s returned %s", request.URL.Redacted(), response.Status)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxKeyBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxKeyBytes {
		return nil, fmt.Errorf("%s returned more than %d bytes", request.URL.Redacted(), maxKeyBytes)
	}
	return text, nil
}
