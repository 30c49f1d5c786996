package read

import (
	"errors"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// longRow is a row with a string of this length.
type longRow int

func (r longRow) TextBytes() int { return int(r) }

// TestLongTextsOfABatch requires that the limit applies to all pages of a batch together.
func TestLongTextsOfABatch(t *testing.T) {
	batches := NewBatches()
	most := slices.Repeat([]longRow{models.MaxActionBytes}, maxTextBytes/models.MaxActionBytes)
	if err := addTextBytes(batches, most); err != nil {
		t.Error(err)
	}
	var refusal *models.Error
	if err := addTextBytes(batches, most[:1]); !errors.As(err, &refusal) || refusal.Code != models.QueryTooComplex {
		t.Errorf("one row more: the error is %v", err)
	}
}
