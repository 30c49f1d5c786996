package read

import (
	"database/sql"

	"gorm.io/gorm"

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

// addTextBytes adds the strings of rows to the total. It returns QUERY_TOO_COMPLEX if the total
// exceeds maxTextBytes.
func addTextBytes[R any](b *Batches, rows []R) error {
	if _, long := any(*new(R)).(TextRow); !long {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range rows {
		b.textBytes += any(r).(TextRow).TextBytes()
	}
	if b.textBytes > maxTextBytes {
		return models.Errorf(models.QueryTooComplex, "", "The objects contain too much text for one request. Request smaller pages.")
	}
	return nil
}

// readRows reads the rows of a query. It reads rows with long strings one by one, so that it stops as
// soon as the total exceeds maxTextBytes.
func readRows[F, R any](b *Batches, q *gorm.DB, row func(F) R) (found []F, err error) {
	if _, long := any(*new(R)).(TextRow); !long {
		return found, q.Find(&found).Error
	}
	err = statement.EachRow(q, func(rows *sql.Rows) error {
		var f F
		if err := q.ScanRows(rows, &f); err != nil {
			return err
		}
		if err := addTextBytes(b, []R{row(f)}); err != nil {
			return err
		}
		found = append(found, f)
		return nil
	})
	return found, err
}
