package openapi

// headers returns the headers that all responses have.
func (b *builder) headers() (all list[header]) {
	for _, name := range []string{"request-id", "client-request-id"} {
		all.add(name, b.header(name))
	}
	return all
}

// header adds a header of responses to the components, and returns a reference to it.
func (b *builder) header(name string) header {
	b.Components.Headers.add(name, responseHeaders[name])
	return header{Ref: componentRef("headers", name)}
}

var responseHeaders = map[string]header{
	"request-id":        {Description: "The server's id of the request.", Required: true, Schema: &Schema{Type: "string"}},
	"client-request-id": {Description: "The client-request-id of the request, if it was valid.", Schema: &Schema{Type: "string"}},
	"Location":          {Description: "The URL of what was created.", Required: true, Schema: &Schema{Type: "string", Format: "uri"}},
	"Retry-After":       {Description: "The number of seconds after which the client should repeat the request.", Schema: &Schema{Type: "integer", Minimum: pointer(1)}},
	"WWW-Authenticate":  {Description: "Which token is needed (RFC 6750).", Schema: &Schema{Type: "string"}},
}
