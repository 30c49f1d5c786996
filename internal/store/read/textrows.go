package read

import (
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// maxTextBytes bounds the memory for the long texts that are read from one snapshot: the
// pages of all objects of a batch are in memory at once, and the cost of an operation
// bounds only their rows.
const maxTextBytes = 24 << 20

// TextRow is a row of a table that has long texts; TextBytes is the memory that they take
// when they are decoded.
type TextRow interface{ TextBytes() int }

// addTextBytes adds rows to what was read; QUERY_TOO_COMPLEX for too long texts.
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
		return models.Errorf(models.QueryTooComplex, "", "The texts of the objects are too long to read them all at once. Ask for smaller pages.")
	}
	return nil
}

// readRows reads what a statement finds. It adds rows with long texts one by one, so that
// no more of them are in memory than may be.
func readRows[F, R any](b *Batches, q *gorm.DB, row func(F) R) (found []F, err error) {
	if _, long := any(*new(R)).(TextRow); !long {
		return found, q.Find(&found).Error
	}
	rows, err := q.Rows() //nolint:rowserrcheck // EachRow does
	if err != nil {
		return nil, err
	}
	err = statement.EachRow(q, rows, func(rows *sql.Rows) error {
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
