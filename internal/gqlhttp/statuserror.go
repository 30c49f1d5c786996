package gqlhttp

// refusal is an error with the status that it has in HTTP.
type refusal struct {
	status int
	error
}

func (r refusal) Unwrap() error { return r.error }
