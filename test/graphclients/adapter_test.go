package graphclients

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/authentication"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	nethttplibrary "github.com/microsoft/kiota-http-go"
	jsonserialization "github.com/microsoft/kiota-serialization-json-go"
	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// tokens is an access token provider for the server with a host.
type tokens struct{ token, host string }

func (p tokens) GetAuthorizationToken(context.Context, *url.URL, map[string]any) (string, error) {
	return p.token, nil
}

func (p tokens) GetAllowedHostsValidator() *authentication.AllowedHostsValidator {
	validator, _ := authentication.NewAllowedHostsValidatorErrorCheck([]string{p.host})
	return validator
}

// adapter is the request adapter of Microsoft's client for Go with its default middleware. It
// compresses bodies, and repeats requests after 429, 503 and 504.
type adapter struct {
	*msgraphgocore.GraphRequestAdapterBase
}

// newAdapter returns an adapter that sends a token.
func (d *deployment) newAdapter(t *testing.T, token string) adapter {
	t.Helper()
	options := &msgraphgocore.GraphClientOptions{GraphServiceVersion: "v1.0", GraphServiceLibraryVersion: "1.0.0"}
	client := msgraphgocore.GetDefaultClient(options)
	client.Transport = nethttplibrary.NewCustomTransportWithParentTransport(d.Client().Transport, msgraphgocore.GetDefaultMiddlewaresWithOptions(options)...)
	parsers, writers := serialization.NewParseNodeFactoryRegistry(), serialization.NewSerializationWriterFactoryRegistry()
	parsers.ContentTypeAssociatedFactories["application/json"] = jsonserialization.NewJsonParseNodeFactory()
	writers.ContentTypeAssociatedFactories["application/json"] = jsonserialization.NewJsonSerializationWriterFactory()
	provider := authentication.NewBaseBearerTokenAuthenticationProvider(tokens{token, strings.TrimPrefix(d.URL, "https://")})
	base, err := msgraphgocore.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(provider, *options, parsers, writers, client)
	if err != nil {
		t.Fatal(err)
	}
	base.SetBaseUrl(d.URL + "/v1.0")
	return adapter{base}
}

// newRequest returns a request as the generated client builds it. The parameters of the
// template are names and values in turn.
func newRequest(method abstractions.HttpMethod, template string, parameters ...string) *abstractions.RequestInformation {
	r := abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(method, "{+baseurl}"+template, map[string]string{})
	for i := 0; i < len(parameters); i += 2 {
		r.PathParameters[parameters[i]] = parameters[i+1]
	}
	r.Headers.Add("Accept", "application/json")
	return r
}

// withBody adds a body.
func withBody(r *abstractions.RequestInformation, body string) *abstractions.RequestInformation {
	r.SetStreamContentAndContentType([]byte(body), "application/json")
	return r
}

// send sends a request and returns the body of the response.
func (a adapter) send(t *testing.T, r *abstractions.RequestInformation) string {
	t.Helper()
	body, err := a.SendPrimitive(t.Context(), r, "[]byte", errorMappings)
	if err != nil {
		t.Fatalf("%s: %v", r.UrlTemplate, err)
	}
	return string(body.([]byte))
}

// errorMappings are those of the generated client.
var errorMappings = abstractions.ErrorMappings{"XXX": func(serialization.ParseNode) (serialization.Parsable, error) {
	return &graphError{ApiError: *abstractions.NewApiError()}, nil
}}

// graphError is the error of the generated client.
type graphError struct {
	abstractions.ApiError
	code, message, requestID string
}

func (e *graphError) Error() string { return e.code + ": " + e.message }

func (e *graphError) Serialize(serialization.SerializationWriter) error { return errors.ErrUnsupported }

func (e *graphError) GetFieldDeserializers() map[string]func(serialization.ParseNode) error {
	return map[string]func(serialization.ParseNode) error{"error": func(n serialization.ParseNode) error {
		for at, to := range map[*string][]string{&e.code: {"code"}, &e.message: {"message"}, &e.requestID: {"innerError", "request-id"}} {
			node := n
			for _, name := range to {
				var err error
				if node, err = node.GetChildNode(name); err != nil {
					return err
				}
			}
			text, err := node.GetStringValue()
			if err != nil {
				return err
			}
			*at = *text
		}
		return nil
	}}
}
