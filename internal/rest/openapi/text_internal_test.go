package openapi

import (
	"net/http"
	"testing"
)

// TestSummary: a summary has what is true of the response, in one sentence.
func TestSummary(t *testing.T) {
	for description, want := range map[string]string{
		"The items, in\norder. Empty if it is a file.":                 "The items, in order",
		"Returns the item, or null if there is none.\n\nErrors: none.": "Returns the item",
		"Renames an item, and returns it. This records nothing.":       "Renames an item, and returns it",
		"The version is 1.5 now":                                       "The version is 1.5 now",
	} {
		if got := (Route{Status: http.StatusOK}).summary(description); got != want {
			t.Errorf("the summary of %q is %q, want %q", description, got, want)
		}
	}
	if got := (Route{Status: http.StatusNoContent}).summary("Renames an item, and returns it. This records nothing."); got != "Renames an item" {
		t.Errorf("the summary of a response without a body is %q", got)
	}
	if got := (Route{Summary: "A summary"}).summary("Another one."); got != "A summary" {
		t.Errorf("the summary is %q", got)
	}
}
