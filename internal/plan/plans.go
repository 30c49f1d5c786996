package plan

import (
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
)

// Plans has the plans of one operation of a document. There is one for each combination of the
// conditions of @skip and @include, because the order of the fields of an object depends on
// them. Plans are made when they are first used. The least recently used ones are removed. Several
// goroutines may use Plans.
type Plans struct {
	compiler *Compiler
	doc      *ast.QueryDocument
	op       *ast.OperationDefinition
	// conditions returns the variables in @skip and @include.
	conditions func() []*ast.Value

	mu sync.Mutex
	// made are the plans, from the least to the most recently used one. They are few.
	made  []result
	bytes int
}

// result is the result of Compiler.Compile for a combination of conditions.
type result struct {
	key    string
	plan   *Plan
	reason Reason
	bytes  int // memory of the plan
}

// maxKept is the maximum number of plans of an operation that are kept.
const maxKept = 8

// NewPlans returns the plans of an operation of a valid document. Nothing is compiled yet.
func (c *Compiler) NewPlans(doc *ast.QueryDocument, op *ast.OperationDefinition) *Plans {
	return &Plans{
		compiler: c, doc: doc, op: op,
		conditions: sync.OnceValue(func() []*ast.Value { return conditionsOf(doc, op) }),
	}
}

// For returns the plan for the values of variables, or the reason why there is none. If the plan
// was made and kept by this call, grown is true.
func (p *Plans) For(variables map[string]any) (plan *Plan, reason Reason, grown bool) {
	key := p.key(variables)
	if known, ok := p.find(key); ok {
		return known.plan, known.reason, false
	}
	made := result{key: key}
	if made.plan, made.reason = p.compiler.Compile(p.doc, p.op, variables); made.plan != nil {
		made.bytes = made.plan.bytes
	}
	kept, grown := p.keep(made)
	return kept.plan, kept.reason, grown
}

// find returns the result for a combination of conditions, and makes it the most recently used one.
func (p *Plans) find(key string) (found result, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.use(key)
}

func (p *Plans) use(key string) (found result, ok bool) {
	i := slices.IndexFunc(p.made, func(r result) bool { return r.key == key })
	if i < 0 {
		return result{}, false
	}
	found = p.made[i]
	copy(p.made[i:], p.made[i+1:])
	p.made[len(p.made)-1] = found
	return found, true
}

// keep adds a result. If another goroutine has added one for the same conditions, keep returns that
// and false.
func (p *Plans) keep(made result) (kept result, grown bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if found, ok := p.use(made.key); ok {
		return found, false
	}
	if len(p.made) == maxKept {
		p.bytes -= p.made[0].bytes
		p.made = slices.Delete(p.made, 0, 1)
	}
	p.made = append(p.made, made)
	p.bytes += made.bytes
	return made, true
}

// Bytes returns the approximate memory of the plans that are kept.
func (p *Plans) Bytes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}

// key returns a text that differs for each combination of the conditions.
func (p *Plans) key(variables map[string]any) string {
	conditions := p.conditions()
	if len(conditions) == 0 {
		return ""
	}
	key := make([]byte, len(conditions))
	for i, c := range conditions {
		key[i] = 'f'
		if value, err := c.Value(variables); err == nil && value == true {
			key[i] = 't'
		}
	}
	return string(key)
}
