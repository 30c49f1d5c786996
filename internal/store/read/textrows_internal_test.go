package read

import (
	"errors"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// longRow is a row with a text of as many bytes.
type longRow int

func (r longRow) TextBytes() int { return int(r) }

// TestLongTextsOfABatch: the pages of a batch are read together. Their texts together
// may be too long although no page is.
func TestLongTextsOfABatch(t *testing.T) {
	batches := NewBatches()
	most := slices.Repeat([]longRow{models.MaxActionBytes}, maxTextBytes/models.MaxActionBytes)
	if err := addTextBytes(batches, most); err != nil {
		t.Error(err)
	}
	var refusal *models.Error
	if err := addTextBytes(batches, most[:1]); !errors.As(err, &refusal) || refusal.Code != models.QueryTooComplex {
		t.Errorf("one more: %v", err)
	}
}
