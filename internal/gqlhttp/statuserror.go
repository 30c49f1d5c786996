package gqlhttp

// statusError is an error with the HTTP status of its response.
type statusError struct {
	status int
	error
}

func (e statusError) Unwrap() error { return e.error }
