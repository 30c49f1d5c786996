package tracing

// variable is an environment variable of OpenTelemetry.
type variable struct {
	name string
	// valid returns an error for a value that OpenTelemetry's packages would ignore,
	// or that would make them fail later. It quotes no secret.
	valid func(value string, env environment) error
}

// switches are the variables that are read even if traces are off.
var switches = []variable{
	{"OTEL_SDK_DISABLED", boolean},
	{"OTEL_TRACES_EXPORTER", oneOf("otlp", "none")},
}

// variables are all others that this package, the SDK and the exporter read. A test
// compares the list with the sources of the SDK and the exporter.
var variables = []variable{
	{"OTEL_PROPAGATORS", propagators},
	{"OTEL_SERVICE_NAME", utf8Text},
	{"OTEL_RESOURCE_ATTRIBUTES", attributes},

	{"OTEL_TRACES_SAMPLER", sampler},
	{"OTEL_TRACES_SAMPLER_ARG", samplerArgument},

	{"OTEL_BSP_SCHEDULE_DELAY", integer(1, maxMilliseconds)},
	{"OTEL_BSP_EXPORT_TIMEOUT", integer(0, maxMilliseconds)},
	{"OTEL_BSP_MAX_QUEUE_SIZE", integer(1, maxQueueSize)},
	{"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", batchSize},

	{"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", limit},
	{"OTEL_ATTRIBUTE_COUNT_LIMIT", limit},
	{"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limit},
	{"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", limit},
	{"OTEL_SPAN_EVENT_COUNT_LIMIT", limit},
	{"OTEL_SPAN_LINK_COUNT_LIMIT", limit},
	{"OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", limit},
	{"OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", limit},

	{"OTEL_EXPORTER_OTLP_ENDPOINT", endpoint},
	{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint},
	{"OTEL_EXPORTER_OTLP_PROTOCOL", protocolOfAllSignals},
	{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol},
	{"OTEL_EXPORTER_OTLP_HEADERS", headers},
	{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", headers},
	{"OTEL_EXPORTER_OTLP_COMPRESSION", oneOf("gzip", "none")},
	{"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", oneOf("gzip", "none")},
	{"OTEL_EXPORTER_OTLP_TIMEOUT", integer(0, maxMilliseconds)},
	{"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", integer(0, maxMilliseconds)},
	{"OTEL_EXPORTER_OTLP_INSECURE", insecure},
	{"OTEL_EXPORTER_OTLP_TRACES_INSECURE", insecure},
	{"OTEL_EXPORTER_OTLP_CERTIFICATE", certificates},
	{"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", certificates},
	{"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", clientCertificate("OTEL_EXPORTER_OTLP_CLIENT_KEY")},
	{"OTEL_EXPORTER_OTLP_CLIENT_KEY", clientKey("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE")},
	{"OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", clientCertificate("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY")},
	{"OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", clientKey("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE")},
}
