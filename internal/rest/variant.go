package rest

import "github.com/itemactivity/itemactivity/internal/engine"

// variant is what a route executes if the body has a member.
type variant struct {
	member string
	// The others are as in a route.
	document, entity string
	body             map[string]string
	convert          map[string]conversion
}

// prepare returns the endpoint of a variant of a route. The lookups are those of the route.
func (v *variant) prepare(e *engine.Engine, r route) (*endpoint, error) {
	r.variant, r.before = nil, nil
	r.document, r.entity, r.body, r.convert = v.document, v.entity, v.body, v.convert
	return r.prepare(e)
}

// chooseVariant replaces the endpoint if the body has the member of its variant.
func (x *exchange) chooseVariant(body map[string]any) {
	if x.variant == nil {
		return
	}
	if _, sent := body[x.route.variant.member]; sent {
		chosen := *x.variant
		chosen.before = x.before
		x.endpoint = &chosen
	}
}
