package tracing

import (
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/propagation"
)

// wanted tells whether the environment asks for traces. OpenTelemetry would send
// them to localhost by default; here nothing is sent anywhere that nobody named.
func wanted(env func(string) string) (bool, error) {
	if strings.EqualFold(env("OTEL_SDK_DISABLED"), "true") {
		return false, nil
	}
	switch exporter := env("OTEL_TRACES_EXPORTER"); {
	case exporter == "none":
		return false, nil
	case exporter != "" && exporter != "otlp":
		return false, fmt.Errorf("OTEL_TRACES_EXPORTER: %q is not supported; use otlp or none", exporter)
	case exporter == "" && env("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "":
		return false, nil
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		protocol := env(name)
		if protocol == "" {
			continue
		}
		if protocol != "http/protobuf" {
			return false, fmt.Errorf("%s: %q is not supported; use http/protobuf, on the collector's port 4318", name, protocol)
		}
		break
	}
	return true, nil
}

// propagator reads whose trace a request belongs to. Who lets strangers in may not
// want them to say so, and with it whether their requests are sampled.
func propagator(env func(string) string) propagation.TextMapPropagator {
	named := env("OTEL_PROPAGATORS")
	if named == "" || slices.Contains(strings.Split(named, ","), "tracecontext") {
		return propagation.TraceContext{}
	}
	return propagation.NewCompositeTextMapPropagator()
}
