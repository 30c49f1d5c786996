package gqldoc_test

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
)

func TestNewSchemaLeavesOutWhatNothingIsOf(t *testing.T) {
	server, wider := doctest.ServerSchema(t), doctest.Load(t, doctest.WiderSchema)
	for name, want := range map[string]bool{"Float": false, "Int": true, "ID": true, "DateTimeOffset": true} {
		if got := server.Types[name] != nil; got != want {
			t.Errorf("the schema contains %s: %t", name, got)
		}
	}
	if wider.Types["Float"] == nil {
		t.Error("the schema does not contain Float, which an argument uses")
	}
	if server.Directives["defer"] != nil || server.Directives["include"] == nil {
		t.Error("the directives are not those that the server has")
	}
}
