package gqlhttp

// statusError is an error with the status that it has in HTTP.
type statusError struct {
	status int
	error
}

func (e statusError) Unwrap() error { return e.error }
