package jwt

import (
	"fmt"
	"time"
)

// InvalidTokenError says that a token is not accepted, as error="invalid_token"
// of RFC 6750. Its text is for the log: it says which check failed and quotes
// nothing of the token, which may be somebody's valid one elsewhere, and whose
// claims are personal data.
type InvalidTokenError struct {
	// Bearer is the Key of the caller for whom the issuer signed the token, as with
	// one that has expired; empty if it signed it for nobody. It says who was meant,
	// and nothing of who sends it.
	Bearer string
	reason string
}

func (e *InvalidTokenError) Error() string { return e.reason }

func invalid(format string, args ...any) error {
	return &InvalidTokenError{reason: fmt.Sprintf(format, args...)}
}

// UnavailableError says that a token cannot be checked now, since the keys of
// its issuer cannot be had. That is nothing that the caller did wrong.
type UnavailableError struct {
	// RetryAfter is how long it takes until the issuer is asked again.
	RetryAfter time.Duration
}

func (e *UnavailableError) Error() string {
	return "the keys of the issuer cannot be had, so the token cannot be checked"
}

// ConfigError says that one setting of a Config is wrong, in a sentence for an
// operator.
type ConfigError struct {
	// Setting is the name of the setting on the command line.
	Setting string
	cause   error
}

func (e *ConfigError) Error() string { return e.cause.Error() }

func (e *ConfigError) Unwrap() error { return e.cause }
