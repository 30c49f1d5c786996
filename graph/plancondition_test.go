package graph_test

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// directives draws conditions of a selection.
func (g *documentGenerator) directives() string {
	if !g.chance(6, "condition") {
		return ""
	}
	text := ""
	for _, name := range []string{" @skip", " @include"} {
		switch rapid.IntRange(0, 3).Draw(g.rt, "condition of") {
		case 0:
			text += name + "(if: " + strconv.FormatBool(name == " @include") + ")"
		case 1:
			text += name + "(if: $" + g.conditionVariable() + ")"
		}
	}
	return text
}

// conditionVariable declares a variable for a condition. Its value is drawn by drawConditions.
func (g *documentGenerator) conditionVariable() string {
	if len(g.conditions) > 0 && g.chance(3, "same condition") {
		return rapid.SampledFrom(g.conditions).Draw(g.rt, "condition variable").name
	}
	c := conditionVariable{name: g.name("c")}
	declared := rapid.SampledFrom([]string{"Boolean!", "Boolean!", "Boolean! = true", "Boolean! = false", "Boolean = true", "Boolean = false"}).Draw(g.rt, "declaration")
	c.hasDefault = strings.Contains(declared, "=")
	g.definitions = append(g.definitions, "$"+c.name+": "+declared)
	g.conditions = append(g.conditions, c)
	g.drawCondition(c)
	return c.name
}

// conditionVariable is a variable of @skip and @include.
type conditionVariable struct {
	name       string
	hasDefault bool
}

// drawConditions draws the values of the variables of @skip and @include again.
func (g *documentGenerator) drawConditions() {
	for _, c := range g.conditions {
		g.drawCondition(c)
	}
}

// drawCondition draws the value of a variable, or omits it. Rarely, the value is null, which is
// rejected.
func (g *documentGenerator) drawCondition(c conditionVariable) {
	delete(g.variables, c.name)
	switch {
	case c.hasDefault && g.chance(3, "omitted"):
	case g.chance(40, "null"):
		g.variables[c.name] = nil
	default:
		g.variables[c.name] = rapid.Bool().Draw(g.rt, "value of a condition")
	}
}
