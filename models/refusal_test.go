package models_test

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// wantRefusal checks that an error has the code and the argument. If the argument is empty, it
// checks that there is no error.
func wantRefusal(t *testing.T, what string, err error, code models.Code, argument string) {
	t.Helper()
	if argument == "" {
		if err != nil {
			t.Errorf("%s was rejected: %v", what, err)
		}
		return
	}
	var refusal *models.Error
	switch {
	case !errors.As(err, &refusal):
		t.Errorf("%s was not rejected: %v", what, err)
	case refusal.Code != code || refusal.Argument != argument:
		t.Errorf("%s was rejected with %s at %q; want %s at %q", what, refusal.Code, refusal.Argument, code, argument)
	case refusal.Message == "":
		t.Errorf("%s was rejected without a word", what)
	}
}
