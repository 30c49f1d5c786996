package graphapi

import (
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// TestCodes: every code has one of Graph's, except those that no URL of Graph has.
func TestCodes(t *testing.T) {
	unused := map[models.Code]bool{models.Canceled: true, models.PersistedQueryNotSupported: true}
	if len(models.Codes) == 0 {
		t.Fatal("there are no codes")
	}
	for _, code := range models.Codes {
		if _, ok := graphCodes[code]; ok == unused[code] {
			t.Errorf("%s has a code of Graph: %v", code, ok)
		}
	}
}
