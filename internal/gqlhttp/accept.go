package gqlhttp

import (
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/internal/web/qvalue"
)

// The media types of GraphQL over HTTP. application/json is the default. With it, the
// status of every well-formed request is 200, even if the response has errors.
const (
	jsonType     = "application/json"
	responseType = "application/graphql-response+json"
)

// negotiate returns the media type of the response according to the Accept header. ok is
// false if the client accepts neither media type.
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

// quality returns the weight of the most specific media range of an Accept header that
// includes a media type, or 0 if no range includes it. named is true if that range is the
// media type itself.
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
