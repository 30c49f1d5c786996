package jwt

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"

	"github.com/itemactivity/itemactivity/models"
)

// NewKeyPair returns an Ed25519 key in PEM, the private half as PKCS #8 and the
// public one as PKIX.
func NewKeyPair() (private, public []byte, err error) {
	publicKey, privateKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	privateDER, err := x509.MarshalPKCS8PrivateKey(privateKey)
	if err != nil {
		return nil, nil, err
	}
	publicDER, err := x509.MarshalPKIXPublicKey(publicKey)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: privateDER}),
		pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER}), nil
}

// Grant is what a token says of its bearer: a user, an application, or with
// both ids a user who acts through an application.
type Grant struct {
	Issuer, Audience            string
	UserID, ApplicationID, Name string
	Groups, Scopes              []string
	// Expires is the time from now for which the token is good.
	Expires time.Duration
}

// Sign returns a token that says so, with the claims that DefaultClaims names.
// The key is what NewKeyPair returns as the private one.
func Sign(privatePEM []byte, g Grant, now time.Time) (string, error) {
	block, _ := pem.Decode(privatePEM)
	if block == nil || block.Type != "PRIVATE KEY" {
		return "", errors.New("it holds no private key in PEM, as itemactivity keygen writes it")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return "", errors.New("it holds no Ed25519 key, as itemactivity keygen writes it")
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: private}, new(jose.SignerOptions).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return josejwt.Signed(signer).Claims(g.registered(now)).Claims(g.private()).Serialize()
}

func (g Grant) registered(now time.Time) josejwt.Claims {
	subject := g.UserID
	if subject == "" {
		subject = g.ApplicationID
	}
	return josejwt.Claims{
		ID: uuid.NewString(), Issuer: g.Issuer, Audience: josejwt.Audience{g.Audience}, Subject: subject,
		IssuedAt: josejwt.NewNumericDate(now), NotBefore: josejwt.NewNumericDate(now), Expiry: josejwt.NewNumericDate(now.Add(g.Expires)),
	}
}

// private returns the claims that RFC 7519 leaves to issuer and audience.
func (g Grant) private() map[string]any {
	claims := map[string]any{}
	if g.ApplicationID != "" {
		claims["azp"] = g.ApplicationID
	}
	if len(g.Groups) > 0 {
		claims["groups"] = g.Groups
	}
	name := "name"
	if g.UserID == "" {
		claims["idtyp"], claims["roles"] = "app", g.Scopes
		name = "app_displayname"
	} else {
		claims["scp"] = strings.Join(g.Scopes, " ")
	}
	if g.Name != "" {
		claims[name] = g.Name
	}
	return claims
}

// Check says whether a server will take the ids and the name as they are. Its
// errors are a ConfigError.
func (g Grant) Check() error {
	for setting, ids := range map[string][]string{"user": {g.UserID}, "app": {g.ApplicationID}, "groups": g.Groups} {
		for _, id := range ids {
			if _, err := optionalID(id); id != "" && err != nil {
				return &ConfigError{setting, errors.New("an id has 1 to 255 characters, of which none is a control character and the first is no ~")}
			}
		}
	}
	if g.Name != "" && models.ValidateName("", g.Name) != nil {
		return &ConfigError{"name", errors.New("a name has up to 255 characters, and no control characters")}
	}
	return nil
}
