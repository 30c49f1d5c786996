package projection

import (
	"database/sql"
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// State says which entries of the log a projection contains: those up to AppliedSeq, and of the
// batch up to BatchSeq those whose key is not greater than the last applied one.
type State struct {
	AppliedSeq, BatchSeq int64
	Key                  Key
	// Filling means that the projection is new in the database and is being filled.
	Filling bool
}

// Contains reports whether the projection contains an entry under a key.
func (s State) Contains(seq int64, key Key) bool {
	return seq <= s.AppliedSeq || seq <= s.BatchSeq && key.Compare(s.Key) <= 0
}

// States contains the state of each projection.
type States [count]State

// Applied returns the seq up to which every projection that is not being filled contains the whole log.
func (s *States) Applied() int64 {
	applied := int64(math.MaxInt64)
	for _, one := range s {
		if !one.Filling {
			applied = min(applied, one.AppliedSeq)
		}
	}
	if applied == math.MaxInt64 {
		return 0
	}
	return applied
}

// complete reports whether every projection contains the log up to a seq, including those that are being
// filled.
func (s *States) complete(last int64) bool {
	for _, one := range s {
		if one.Filling || one.AppliedSeq != last {
			return false
		}
	}
	return true
}

// Row is a row of the table projections.
type Row struct {
	Name                   string `gorm:"primaryKey"`
	AppliedSeq, BatchSeq   int64
	Key1, Key2, Key3, Key4 int64
	Filling                bool
}

// TableName implements gorm's Tabler.
func (Row) TableName() string { return "projections" }

// ReadStates reads the states of all projections, and the last seq of the log. If Inspect finds a
// fault, it returns a models.ContentError.
func ReadStates(db *gorm.DB) (states States, last int64, err error) {
	states, last, faults, err := Inspect(db)
	if err == nil && len(faults) > 0 {
		err = statement.Translate(db, models.NewDerivedContentError("%s", faults[0]))
	}
	return states, last, err
}

// lacksNothing reports whether every projection contains the whole log. Nearly every read transaction
// calls it, so its statement returns one short row.
func lacksNothing(db *gorm.DB) (complete bool, err error) {
	err = eachRow(db, `SELECT count(*) = ? AND max(filling) = 0 AND min(applied_seq) = coalesce((SELECT max(seq) FROM item_activities), 0)
		FROM projections`,
		func(rows *sql.Rows) error { return rows.Scan(&complete) }, int64(count))
	return complete, err
}

// eachRow runs a statement without gorm, which would take most of the time.
func eachRow(db *gorm.DB, query string, use func(*sql.Rows) error, values ...any) error {
	return statement.Query(db, use, query, values...)
}

// write stores the state of a projection. AppliedSeq must not be less than the stored one.
func (s State) write(db *gorm.DB, p Projection) error {
	result := db.Exec("UPDATE projections SET applied_seq = ?, batch_seq = ?, key1 = ?, key2 = ?, key3 = ?, key4 = ?, filling = ? WHERE name = ? AND applied_seq <= ?",
		s.AppliedSeq, s.BatchSeq, s.Key[0], s.Key[1], s.Key[2], s.Key[3], s.Filling, names[p], s.AppliedSeq)
	if result.Error == nil && result.RowsAffected != 1 {
		return statement.Translate(db, models.NewContentError("the table projections has no state of %s up to %d", p, s.AppliedSeq))
	}
	return result.Error
}
