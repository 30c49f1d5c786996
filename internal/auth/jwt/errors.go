package jwt

import (
	"fmt"
	"time"
)

// InvalidTokenError is the error of a token that is rejected, the error="invalid_token"
// of RFC 6750. Its text is for the log. It names the check that failed and quotes nothing
// of the token: the token may be valid elsewhere, and its claims are personal data.
type InvalidTokenError struct {
	// Bearer is the Key of the caller for whom the issuer signed the token, such as one
	// that has expired. It is empty if the issuer did not sign the token. It does not
	// prove who sent the token.
	Bearer string
	reason string
}

func (e *InvalidTokenError) Error() string { return e.reason }

func invalid(format string, args ...any) error {
	return &InvalidTokenError{reason: fmt.Sprintf(format, args...)}
}

// UnavailableError is the error of a token that cannot be verified now, because the
// issuer's keys cannot be fetched. It is not the caller's fault.
type UnavailableError struct {
	// RetryAfter is the time until the keys are fetched again.
	RetryAfter time.Duration
}

func (e *UnavailableError) Error() string {
	return "the issuer's keys cannot be fetched, so the token cannot be verified"
}

// ConfigError is the error of one setting of a Config, in a sentence for an operator.
type ConfigError struct {
	// Setting is the name of the flag, without the dashes.
	Setting string
	cause   error
}

func (e *ConfigError) Error() string { return e.cause.Error() }

func (e *ConfigError) Unwrap() error { return e.cause }
