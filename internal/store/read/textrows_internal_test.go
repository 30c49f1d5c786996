package read

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// TestLongTextsOfABatch requires that the limit applies to all pages of a batch together.
func TestLongTextsOfABatch(t *testing.T) {
	batches := NewBatches()
	for range maxTextBytes / models.MaxActionBytes {
		if err := batches.addTextBytes(models.MaxActionBytes); err != nil {
			t.Fatal(err)
		}
	}
	var refusal *models.Error
	if err := batches.addTextBytes(models.MaxActionBytes); !errors.As(err, &refusal) || refusal.Code != models.QueryTooComplex {
		t.Errorf("one row more: the error is %v", err)
	}
}
