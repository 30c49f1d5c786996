package gqlhttp

import (
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/internal/web/qvalue"
)

// The media types of GraphQL over HTTP. Under the older one, which a client gets
// that does not ask, a well-formed request that is refused answers 200.
const (
	jsonType     = "application/json"
	responseType = "application/graphql-response+json"
)

// negotiate picks the media type of the answer by the Accept header; ok is false
// if the client takes neither.
func negotiate(r *http.Request) (mediaType string, ok bool) {
	accepted := r.Header.Values("Accept")
	if strings.TrimSpace(strings.Join(accepted, "")) == "" {
		return jsonType, true
	}
	newer, named := quality(accepted, responseType)
	older, _ := quality(accepted, jsonType)
	switch {
	case newer <= 0 && older <= 0:
		return jsonType, false
	case newer > older, newer == older && named:
		return responseType, true
	}
	return jsonType, true
}

// quality is how much an Accept header likes a media type: the q of the most
// specific range that holds it, 0 if none does. named tells whether that is the type
// itself.
func quality(accepted []string, mediaType string) (q float64, named bool) {
	ranges := map[string]int{"*/*": 1, "application/*": 2, mediaType: 3}
	best := 0
	for name, weight := range qvalue.All(accepted) {
		if specific := ranges[name]; specific != 0 && specific >= best {
			q, best = weight, specific
		}
	}
	return q, best == ranges[mediaType]
}
