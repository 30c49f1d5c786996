package config

import (
	"testing"

	"github.com/alecthomas/kong"
)

// TestToggle wants every spelling of off to work.
func TestToggle(t *testing.T) {
	for _, c := range []struct {
		env  []string
		args []string
		on   bool
	}{
		{nil, nil, true},
		{nil, []string{"--introspection", "off"}, false},
		{nil, []string{"--introspection=off"}, false},
		{[]string{"ITEMACTIVITY_INTROSPECTION=off"}, nil, false},
		{[]string{"ITEMACTIVITY_INTROSPECTION=off"}, []string{"--introspection", "on"}, true},
		{[]string{"ITEMACTIVITY_INTROSPECTION="}, nil, true},
	} {
		var cfg Config
		parser, err := kong.New(&cfg, Options(NewEnvironment(c.env))...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(c.args); err != nil || cfg.Introspection.On() != c.on {
			t.Errorf("%v %v: introspection is %s (%v)", c.env, c.args, cfg.Introspection, err)
		}
	}
}
