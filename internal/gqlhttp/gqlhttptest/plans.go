package gqlhttptest

import "os"

// WithoutPlans reports whether gqlgen executes the operations of the servers of tests. It does if
// ITEMACTIVITY_PLANS is off.
func WithoutPlans() bool { return os.Getenv("ITEMACTIVITY_PLANS") == "off" }
