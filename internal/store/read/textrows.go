package read

import (
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// maxTextBytes bounds the memory of the long strings that are read from one snapshot. The pages of
// all objects of a batch are in memory at once, and the cost of an operation only bounds their
// rows.
const maxTextBytes = 24 << 20

// TextRow is a row of a table with long strings. TextBytes returns the memory that they take after
// decoding.
type TextRow interface{ TextBytes() int }

// rowsAhead bounds the rows for which memory is allocated before they are read.
const rowsAhead = 64

// readRows reads the rows of a statement, of which there are about the given number. It returns
// QUERY_TOO_COMPLEX as soon as the strings of the snapshot exceed maxTextBytes.
func readRows[F, R any](v Tx, t *statement.Text, about int, row func(F) R) (found []F, err error) {
	query, values := t.Statement()
	_, long := any(*new(R)).(TextRow)
	found = make([]F, 0, min(about, rowsAhead))
	err = statement.Each(v.DB, func(f *F) error {
		if long {
			if err := v.Batches.addTextBytes(any(row(*f)).(TextRow).TextBytes()); err != nil {
				return err
			}
		}
		found = append(found, *f)
		return nil
	}, query, values...)
	return found, err
}

// addTextBytes adds to the size of the strings that were read. It returns QUERY_TOO_COMPLEX if it exceeds
// maxTextBytes.
func (b *Batches) addTextBytes(size int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.textBytes += size; b.textBytes > maxTextBytes {
		return models.Errorf(models.QueryTooComplex, "", "The objects contain too much text for one request. Request smaller pages.")
	}
	return nil
}
