package gqlhttp

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
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
	header := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return jsonType, true
	}
	newer, older := quality(header, responseType), quality(header, jsonType)
	switch {
	case newer <= 0 && older <= 0:
		return jsonType, false
	case newer > older, newer == older && strings.Contains(strings.ToLower(header), responseType):
		return responseType, true
	}
	return jsonType, true
}

// quality is how much an Accept header likes a media type: the q of the most
// specific range that holds it, 0 if none does.
func quality(header, mediaType string) float64 {
	ranges := map[string]int{"*/*": 1, "application/*": 2, mediaType: 3}
	q, best := 0.0, 0
	for part := range strings.SplitSeq(header, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		specific := ranges[name]
		if specific == 0 || specific < best {
			continue
		}
		weight := 1.0
		if text, given := params["q"]; given {
			// Not-a-number is neither.
			if weight, err = strconv.ParseFloat(text, 64); err != nil || !(weight >= 0 && weight <= 1) {
				continue
			}
		}
		q, best = weight, specific
	}
	return q
}
