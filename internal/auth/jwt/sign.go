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

// NewKeyPair returns an Ed25519 key pair in PEM: the private key as PKCS #8, the public
// key as PKIX.
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

// Grant is the content of a token. The caller is a user or an application. If both ids are
// set, it is a user who acts through the application.
type Grant struct {
	Issuer, Audience            string
	UserID, ApplicationID, Name string
	Groups, Scopes              []string
	// Expires is the time from now for which the token is valid.
	Expires time.Duration
}

// Sign returns a token for a grant, with the claims that DefaultClaims names. The key is
// a private key of NewKeyPair.
func Sign(privatePEM []byte, g Grant, now time.Time) (string, error) {
	block, _ := pem.Decode(privatePEM)
	if block == nil || block.Type != "PRIVATE KEY" {
		return "", errors.New("it is not a private key of itemactivity keygen: it contains no PKCS #8 key in PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return "", errors.New("it is not a private key of itemactivity keygen: it contains no Ed25519 key")
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

// private returns the claims that RFC 7519 does not register.
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

// Check returns an error if a server would reject the ids or change the name. Its errors
// are a ConfigError.
func (g Grant) Check() error {
	for setting, ids := range map[string][]string{"user": {g.UserID}, "app": {g.ApplicationID}, "groups": g.Groups} {
		for _, id := range ids {
			if _, err := optionalID(id); id != "" && err != nil {
				return &ConfigError{setting, errors.New("an id has 1 to 255 characters, contains no control characters and does not begin with ~")}
			}
		}
	}
	if g.Name != "" && models.ValidateName("", g.Name) != nil {
		return &ConfigError{"name", errors.New("a name has at most 255 characters and no control characters")}
	}
	return nil
}
