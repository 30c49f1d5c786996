package jwt

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
)

// verify checks a token's signature and then its registered claims (RFC 7519, with the
// best practices of RFC 8725). It returns all claims and the time at which the token
// expires.
func (a *Authenticator) verify(ctx context.Context, token string, now time.Time) (map[string]any, time.Time, error) {
	parsed, err := jose.ParseSignedCompact(token, algorithms)
	if _, other := errors.AsType[*jose.ErrUnexpectedSignatureAlgorithm](err); other {
		return nil, time.Time{}, invalid("the token is not signed with RS256, ES256, EdDSA or Ed25519")
	}
	if err != nil {
		return nil, time.Time{}, invalid("the token is not a signed JWT")
	}
	header := parsed.Signatures[0].Header
	if err := checkHeader(header); err != nil {
		return nil, time.Time{}, err
	}
	// Only kid and alg of the header select a key. Keys and URLs of keys in the header
	// (jwk, jku, x5c, x5u) prove nothing, since the sender chose them.
	id, algorithm := header.KeyID, jose.SignatureAlgorithm(header.Algorithm)
	keys, err := a.keys.find(ctx, id, algorithm)
	if _, unavailable := errors.AsType[*UnavailableError](err); unavailable {
		return nil, time.Time{}, err
	}
	if payload := signedBy(keys, parsed); payload != nil {
		return a.readClaims(payload, now)
	}
	if err == nil {
		// The issuer may have a new key under the same key id, use no key ids, or have
		// published a withdrawn key again.
		if payload := signedBy(a.keys.refetched(ctx, id, algorithm), parsed); payload != nil {
			return a.readClaims(payload, now)
		}
	}
	if payload := signedBy(a.keys.withdrawn(id, algorithm), parsed); payload != nil {
		return nil, time.Time{}, a.withdrawn(payload, now)
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	return nil, time.Time{}, invalid("the signature is wrong")
}

// withdrawn returns the rejection of a token that a withdrawn key signed.
func (a *Authenticator) withdrawn(payload []byte, now time.Time) error {
	claims, _, err := a.readClaims(payload, now)
	if err != nil {
		return err
	}
	return a.signedFor(claims, invalid("the issuer has withdrawn the key of the token"))
}

// signedBy returns the payload if one of the keys signed it, or nil.
func signedBy(keys []key, parsed *jose.JSONWebSignature) []byte {
	for _, k := range keys {
		if payload, err := parsed.Verify(k.verifier()); err == nil {
			return payload
		}
	}
	return nil
}

// readClaims parses and checks the claims that the issuer signed.
func (a *Authenticator) readClaims(payload []byte, now time.Time) (map[string]any, time.Time, error) {
	var claims map[string]any
	var registered josejwt.Claims
	if json.Unmarshal(payload, &claims) != nil || json.Unmarshal(payload, &registered) != nil {
		return nil, time.Time{}, invalid("the claims are not a JSON object, or a registered claim has the wrong type")
	}
	err := a.checkClaims(registered, now)
	switch {
	case err == nil:
		return claims, registered.Expiry.Time(), nil
	case registered.Issuer == a.issuer:
		// Issuers may share keys, so a valid signature alone does not identify the
		// issuer of the subject.
		err = a.signedFor(claims, err)
	}
	return nil, time.Time{}, err
}

// signedFor adds the caller for whom the issuer signed the token to a rejection.
func (a *Authenticator) signedFor(claims map[string]any, rejection error) error {
	caller, err := a.claims.caller(claims)
	if err != nil {
		return rejection
	}
	return &InvalidTokenError{Bearer: caller.Key(), reason: rejection.Error()}
}

// checkHeader rejects critical extensions, and JWTs that are not access tokens by their
// type.
func checkHeader(header jose.Header) error {
	if _, critical := header.ExtraHeaders["crit"]; critical {
		return invalid("the token has critical extensions, which are not supported")
	}
	kind, explicit := header.ExtraHeaders[jose.HeaderType]
	if !explicit {
		return nil
	}
	text, _ := kind.(string)
	switch strings.TrimPrefix(strings.ToLower(text), "application/") {
	case "jwt", "at+jwt":
		return nil
	}
	return invalid("the token is not an access token, according to its typ")
}

func (a *Authenticator) checkClaims(claims josejwt.Claims, now time.Time) error {
	if claims.Expiry == nil {
		return invalid("the token never expires: it has no exp claim")
	}
	err := claims.ValidateWithLeeway(josejwt.Expected{Issuer: a.issuer, AnyAudience: a.audiences, Time: now}, leeway)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, josejwt.ErrInvalidIssuer):
		return invalid("the issuer of the token is not --issuer")
	case errors.Is(err, josejwt.ErrInvalidAudience):
		return invalid("the token is not for any --audience")
	case errors.Is(err, josejwt.ErrExpired):
		return invalid("the token has expired")
	case errors.Is(err, josejwt.ErrNotValidYet), errors.Is(err, josejwt.ErrIssuedInTheFuture):
		return invalid("the token is not valid yet, or the clocks differ by more than %s", leeway)
	default:
		return invalid("the claims are wrong")
	}
}
