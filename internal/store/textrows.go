package store

import (
	"errors"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// maxTextBytes bounds the memory for the long texts that are read from one snapshot: the
// pages of all objects of a batch are in memory at once, and the cost of an operation
// bounds only their rows.
const maxTextBytes = 24 << 20

// textRow is a row of a table that has long texts; textBytes is the memory that they take
// when they are decoded.
type TextRow interface{ TextBytes() int }

// addTextBytes adds rows to what was read; QUERY_TOO_COMPLEX for too long texts.
func addTextBytes[R any](v readTx, rows []R) error {
	if _, long := any(*new(R)).(TextRow); !long {
		return nil
	}
	v.Batches.mu.Lock()
	defer v.Batches.mu.Unlock()
	for _, r := range rows {
		v.Batches.textBytes += any(r).(TextRow).TextBytes()
	}
	if v.Batches.textBytes > maxTextBytes {
		return models.Errorf(models.QueryTooComplex, "", "The texts of the objects are too long to read them all at once. Ask for smaller pages.")
	}
	return nil
}

// readRows reads what a statement finds. It adds rows with long texts one by one, so that
// no more of them are in memory than may be.
func readRows[F, R any](v readTx, q *gorm.DB, row func(F) R) (found []F, err error) {
	if _, long := any(*new(R)).(TextRow); !long {
		return found, q.Find(&found).Error
	}
	rows, err := q.Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var f F
		if err := q.ScanRows(rows, &f); err != nil {
			return nil, err
		}
		if err := addTextBytes(v, []R{row(f)}); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}
