package tracing

import (
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/propagation"
)

// environment returns the value of a variable.
type environment func(name string) string

// isSet reports whether a variable has a value. OpenTelemetry treats blanks as no value.
func (e environment) isSet(name string) bool { return strings.TrimSpace(e(name)) != "" }

// VariableError is the error of an environment variable with a wrong value.
type VariableError struct {
	// Name is the name of the variable.
	Name  string
	cause error
}

// Error does not contain the name.
func (e *VariableError) Error() string { return e.cause.Error() }

func (e *VariableError) Unwrap() error { return e.cause }

// enabled reports whether the environment enables traces. By default OpenTelemetry sends
// them to localhost; this server sends nothing unless a variable names a collector or an
// exporter. Its errors are a VariableError.
func (e environment) enabled() (bool, error) {
	for _, v := range switches {
		if err := v.check(e); err != nil {
			return false, err
		}
	}
	switch {
	case strings.EqualFold(e("OTEL_SDK_DISABLED"), "true"), e("OTEL_TRACES_EXPORTER") == "none":
		return false, nil
	case !e.isSet("OTEL_TRACES_EXPORTER") && !e.isSet("OTEL_EXPORTER_OTLP_ENDPOINT") && !e.isSet("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
		return false, nil
	}
	for _, v := range variables {
		if err := v.check(e); err != nil {
			return false, err
		}
	}
	return true, nil
}

// check returns a VariableError if the variable has a wrong value.
func (v variable) check(e environment) error {
	if !e.isSet(v.name) {
		return nil
	}
	if err := v.valid(e(v.name), e); err != nil {
		return &VariableError{v.name, err}
	}
	return nil
}

// propagator reads the trace of a request from its headers. A server whose clients are
// strangers may have to ignore them: they also decide whether a request is sampled.
func (e environment) propagator() propagation.TextMapPropagator {
	if !e.isSet("OTEL_PROPAGATORS") || slices.Contains(list(e("OTEL_PROPAGATORS")), "tracecontext") {
		return propagation.TraceContext{}
	}
	return propagation.NewCompositeTextMapPropagator()
}

// list splits a value at its commas.
func list(value string) []string {
	elements := strings.Split(value, ",")
	for i := range elements {
		elements[i] = strings.TrimSpace(elements[i])
	}
	return elements
}

// oneOf accepts one of several values.
func oneOf(values ...string) func(string, environment) error {
	return func(value string, _ environment) error {
		if !slices.Contains(values, value) {
			return fmt.Errorf("%q is not supported; use %s", value, strings.Join(values, " or "))
		}
		return nil
	}
}
