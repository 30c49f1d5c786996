package test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWrongTraceVariables: a variable of OpenTelemetry with a wrong value stops the start
// with one line that names it, and with exit code 2. Nothing is created.
func TestWrongTraceVariables(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	certificate, key := certificateFiles(t, folder)
	_, otherKey := certificateFiles(t, t.TempDir())
	notPEM := filepath.Join(folder, "text")
	if err := os.WriteFile(notPEM, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	numbers := []string{"-1", "x", "1.5", "1e3", "5s", " 5", "99999999999", "99999999999999999999", "0x10"}
	limits := []string{"-2", "x", "1.5", "unlimited", "99999999999", " 5"}
	for name, values := range map[string][]string{
		"OTEL_SDK_DISABLED":    {"yes", "1", "on"},
		"OTEL_TRACES_EXPORTER": {"zipkin", "console", "otlp,console", "OTLP"},
		"OTEL_PROPAGATORS":     {"b3", "tracecontext,b3", "TraceContext", ","},

		"OTEL_SERVICE_NAME":        {"\xff"},
		"OTEL_RESOURCE_ATTRIBUTES": {"x", "a=b,", ",a=b", "a=b,c", "=b", "a=%zz", "a=%ff", "a=\xff"},

		"OTEL_TRACES_SAMPLER": {"x", "jaeger_remote", "always-on", "0.5"},

		"OTEL_BSP_SCHEDULE_DELAY":        append(numbers, "0"),
		"OTEL_BSP_EXPORT_TIMEOUT":        numbers,
		"OTEL_BSP_MAX_QUEUE_SIZE":        append(numbers, "0", "1000001"),
		"OTEL_BSP_MAX_EXPORT_BATCH_SIZE": append(numbers, "0", "2049"),

		"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT":      limits,
		"OTEL_ATTRIBUTE_COUNT_LIMIT":             limits,
		"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": limits,
		"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT":        limits,
		"OTEL_SPAN_EVENT_COUNT_LIMIT":            limits,
		"OTEL_SPAN_LINK_COUNT_LIMIT":             limits,
		"OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT":       limits,
		"OTEL_LINK_ATTRIBUTE_COUNT_LIMIT":        limits,

		"OTEL_EXPORTER_OTLP_PROTOCOL":    {"grpc", "http/json", "HTTP/protobuf"},
		"OTEL_EXPORTER_OTLP_HEADERS":     {"secret", "a=secret,secret", "a b=secret", "=secret", "a=secret%0ab", "a=secret%zz", "a=secret,"},
		"OTEL_EXPORTER_OTLP_COMPRESSION": {"zip", "GZIP", "true"},
		"OTEL_EXPORTER_OTLP_TIMEOUT":     numbers,
		"OTEL_EXPORTER_OTLP_INSECURE":    {"yes", "1", "false"},
		"OTEL_EXPORTER_OTLP_CERTIFICATE": {certificate}, // over plain HTTP
	} {
		for _, value := range values {
			refusesToStart(t, name, name+"="+value)
			// Those for traces alone are wrong in the same way.
			if rest, ok := strings.CutPrefix(name, "OTEL_EXPORTER_OTLP_"); ok {
				name := "OTEL_EXPORTER_OTLP_TRACES_" + rest
				refusesToStart(t, name, name+"="+value)
			}
		}
	}
	for _, value := range []string{"localhost:4318", "http://", "http://%zz", "ftp://localhost", "unix:///socket", "/v1/traces", "x", "http://user:secret@localhost:4318", "user:secret@localhost:4318", "//user:secret@localhost", "http://localhost:4318/?key=secret", "http://localhost:4318/#x"} {
		for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} {
			refusesToStart(t, name, name+"="+value)
		}
	}
	for _, value := range []string{"x", "-0.1", "1.1", "NaN", "10%"} {
		for _, sampler := range []string{"traceidratio", "parentbased_traceidratio", " TraceIDRatio"} {
			refusesToStart(t, "OTEL_TRACES_SAMPLER_ARG", "OTEL_TRACES_SAMPLER="+sampler, "OTEL_TRACES_SAMPLER_ARG="+value)
		}
	}
	refusesToStart(t, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "OTEL_BSP_MAX_QUEUE_SIZE=10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=11")
	for _, secure := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:4318", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=HTTPS://localhost"} {
		for _, path := range []string{filepath.Join(folder, "none"), folder, notPEM, key} {
			refusesToStart(t, "OTEL_EXPORTER_OTLP_CERTIFICATE", secure, "OTEL_EXPORTER_OTLP_CERTIFICATE="+path)
			refusesToStart(t, "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", secure, "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE="+path)
		}
	}
	refusesToStart(t, "OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_ENDPOINT=", "OTEL_TRACES_EXPORTER=otlp", "OTEL_EXPORTER_OTLP_INSECURE=true", "OTEL_EXPORTER_OTLP_CERTIFICATE="+certificate)
	refusesToStart(t, "OTEL_EXPORTER_OTLP_INSECURE", "OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:4318", "OTEL_EXPORTER_OTLP_INSECURE=true")
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"} {
		certificateVariable, keyVariable := prefix+"CLIENT_CERTIFICATE", prefix+"CLIENT_KEY"
		refusesToStart(t, certificateVariable, certificateVariable+"="+certificate)
		refusesToStart(t, keyVariable, keyVariable+"="+key)
		refusesToStart(t, certificateVariable, certificateVariable+"="+certificate, keyVariable+"="+key) // over plain HTTP
		for _, pair := range [][2]string{{certificate, otherKey}, {notPEM, key}, {key, certificate}, {filepath.Join(folder, "none"), key}} {
			refusesToStart(t, certificateVariable, "OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:4318", certificateVariable+"="+pair[0], keyVariable+"="+pair[1])
		}
	}
}

// TestRightTraceVariables: the other values are accepted, and spans are sent with them.
func TestRightTraceVariables(t *testing.T) {
	t.Parallel()
	for _, variables := range [][]string{
		{ // the limits
			"OTEL_SDK_DISABLED=FALSE", "OTEL_PROPAGATORS=tracecontext, baggage", "OTEL_SERVICE_NAME=ü b", "OTEL_RESOURCE_ATTRIBUTES=a=, b=%C3%BC ,c=d=e",
			"OTEL_TRACES_SAMPLER= TraceIDRatio ", "OTEL_TRACES_SAMPLER_ARG=1", "OTEL_BSP_SCHEDULE_DELAY=1", "OTEL_BSP_EXPORT_TIMEOUT=0",
			"OTEL_BSP_MAX_QUEUE_SIZE=1000000", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE=1000000", "OTEL_ATTRIBUTE_COUNT_LIMIT=-1", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=-1",
			"OTEL_SPAN_LINK_COUNT_LIMIT=0", "OTEL_EXPORTER_OTLP_TIMEOUT=0", "OTEL_EXPORTER_OTLP_COMPRESSION=none", "OTEL_EXPORTER_OTLP_HEADERS=a=b%20c,d=",
			"OTEL_EXPORTER_OTLP_INSECURE=True",
		},
		{ // empty and blank are unset, what is for traces wins, and unread variables may be anything
			"OTEL_SERVICE_NAME=", "OTEL_RESOURCE_ATTRIBUTES= ", "OTEL_BSP_MAX_QUEUE_SIZE=", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf",
			"OTEL_EXPORTER_OTLP_HEADERS=", "OTEL_TRACES_SAMPLER=always_on", "OTEL_TRACES_SAMPLER_ARG=x", "OTEL_METRICS_EXPORTER=x", "OTEL_LOGS_EXPORTER=x", "OTEL_GO_X_OBSERVABILITY=x",
		},
	} {
		r := newTraceCollector(t)
		s := traced(t, append(variables, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.URL)...)
		s.graphql(t, `query Look { me { id } }`, nil, new(any))
		s.stop(t)
		r.one(t, "query Look")
		if strings.Contains(s.logged(), "level=WARN msg=\"traces") || strings.Contains(s.logged(), "level=ERROR") {
			t.Errorf("the log has %s", s.logged())
		}
	}
}

// TestTraceCertificates: with an https:// endpoint certificates are accepted.
func TestTraceCertificates(t *testing.T) {
	t.Parallel()
	certificate, key := certificateFiles(t, t.TempDir())
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"} {
		s := traced(t, "OTEL_EXPORTER_OTLP_ENDPOINT=https://127.0.0.1:9", prefix+"CERTIFICATE="+certificate, prefix+"CLIENT_CERTIFICATE="+certificate, prefix+"CLIENT_KEY="+key)
		s.graphql(t, `{ me { id } }`, nil, new(any))
		s.stop(t)
	}
}

// TestTraceVariablesThatAreNotRead: without traces their variables are not read, and a
// blank endpoint does not turn traces on.
func TestTraceVariablesThatAreNotRead(t *testing.T) {
	t.Parallel()
	for _, variables := range [][]string{
		{"OTEL_BSP_MAX_QUEUE_SIZE=-1", "OTEL_RESOURCE_ATTRIBUTES=x"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=x", "OTEL_TRACES_EXPORTER=none"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT= "},
	} {
		s := traced(t, variables...)
		s.graphql(t, `{ me { id } }`, nil, new(any))
		s.stop(t)
		if strings.Contains(s.logged(), "trace") {
			t.Errorf("%q: the log has %s", variables, s.logged())
		}
	}
}

// limitWarnings are written by OpenTelemetry's own package before the program's main
// function runs.
var limitWarnings = regexp.MustCompile(`(?m)^\S+ \S+ WARN invalid limit environment variable .*\n`)

// refusesToStart starts the server with variables of which the named one is wrong.
func refusesToStart(t *testing.T, name string, variables ...string) {
	t.Helper()
	database := filepath.Join(t.TempDir(), "a.db")
	command := serving(built(t, program), database)
	command.Env = append(append(command.Environ(), "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9"), variables...)
	code, output := runCommand(t, command)
	output = limitWarnings.ReplaceAllString(output, "")
	if code != 2 || !strings.HasPrefix(output, "itemactivity: "+name+": ") || strings.Count(output, "\n") != 1 {
		t.Errorf("%q: exit code %d, %s", variables, code, output)
	}
	if strings.Contains(output, "secret") {
		t.Errorf("%q: the error quotes a secret: %s", variables, output)
	}
	if _, err := os.Stat(database); err == nil {
		t.Errorf("%q: there is a database", variables)
	}
}

// certificateFiles writes a certificate and its key.
func certificateFiles(t *testing.T, folder string) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(folder, "client.crt"), filepath.Join(folder, "client.key")
	for path, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certificate, key
}
