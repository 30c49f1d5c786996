package tracing

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// endpoint accepts what the exporter uses of a URL. It ignores all other parts.
func endpoint(value string, _ environment) error {
	if strings.Contains(value, "@") {
		// The other errors quote the value, or a part of it.
		return errors.New("the URL has a user name or a password; set OTEL_EXPORTER_OTLP_HEADERS instead")
	}
	u, err := url.Parse(strings.TrimSpace(value))
	switch {
	case err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https"):
		return fmt.Errorf("%q is not the URL of a collector, such as http://localhost:4318", value)
	case u.RawQuery != "" || u.Fragment != "":
		return errors.New("the URL has a query or a fragment, which is not supported")
	}
	return nil
}

// protocol accepts the protocol of the exporter that is built in.
func protocol(value string, _ environment) error {
	if strings.TrimSpace(value) != "http/protobuf" {
		return fmt.Errorf("%q is not supported; use http/protobuf, on the collector's port 4318", value)
	}
	return nil
}

// insecure rejects a contradiction with the endpoint. The exporter would prefer this
// variable, and send over plain HTTP to an https:// endpoint.
func insecure(value string, env environment) error {
	value = strings.TrimSpace(value)
	if err := boolean(value, env); err != nil {
		return err
	}
	if name, plain := env.endpointScheme(); name != "" && plain != strings.EqualFold(value, "true") {
		return fmt.Errorf("%q contradicts the scheme of %s", value, name)
	}
	return nil
}

// endpointScheme returns the variable that names the endpoint, if one does, and whether
// the endpoint is plain HTTP.
func (e environment) endpointScheme() (name string, plain bool) {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"} {
		if e.isSet(name) {
			return name, strings.HasPrefix(strings.ToLower(strings.TrimSpace(e(name))), "http://")
		}
	}
	return "", false
}

// usesTLS returns an error if the exporter sends over plain HTTP, where it accepts no
// certificates.
func (e environment) usesTLS() error {
	if name, plain := e.endpointScheme(); plain {
		return fmt.Errorf("certificates need an https:// endpoint, but %s is http://", name)
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_INSECURE", "OTEL_EXPORTER_OTLP_INSECURE"} {
		if strings.EqualFold(strings.TrimSpace(e(name)), "true") {
			return fmt.Errorf("certificates need an https:// endpoint, but %s is true", name)
		}
	}
	return nil
}

// protocolOfAllSignals is not read if there is one for traces.
func protocolOfAllSignals(value string, env environment) error {
	if env.isSet("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") {
		return nil
	}
	return protocol(value, env)
}

// headers quotes nothing, since headers contain credentials.
func headers(value string, _ environment) error {
	for i, pair := range strings.Split(value, ",") {
		name, text, found := strings.Cut(pair, "=")
		if !found || !httpguts.ValidHeaderFieldName(strings.TrimSpace(name)) {
			return fmt.Errorf("header %d is not NAME=VALUE; separate headers by commas", i+1)
		}
		decoded, err := url.PathUnescape(text)
		if err != nil || !httpguts.ValidHeaderFieldValue(strings.TrimSpace(decoded)) {
			return fmt.Errorf("header %d has a wrong value, or a wrong percent-encoding", i+1)
		}
	}
	return nil
}

func certificates(path string, env environment) error {
	if err := env.usesTLS(); err != nil {
		return err
	}
	text, err := os.ReadFile(strings.TrimSpace(path))
	if err != nil {
		return err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(text) {
		return fmt.Errorf("%s contains no certificate in PEM", path)
	}
	return nil
}

func clientCertificate(key string) func(string, environment) error {
	return func(path string, env environment) error {
		if !env.isSet(key) {
			return fmt.Errorf("set %s as well", key)
		}
		if _, err := tls.LoadX509KeyPair(strings.TrimSpace(path), strings.TrimSpace(env(key))); err != nil {
			return fmt.Errorf("the certificate cannot be used with %s: %w", key, err)
		}
		return env.usesTLS()
	}
}

// clientKey checks only that there is a certificate: the check of the certificate reads
// both.
func clientKey(certificate string) func(string, environment) error {
	return func(_ string, env environment) error {
		if !env.isSet(certificate) {
			return fmt.Errorf("set %s as well", certificate)
		}
		return nil
	}
}
