package projection

import (
	"database/sql"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// Inspect reads the states of all projections, and the last seq of the log. faults describes what no
// projector writes: a missing or unknown row, and an impossible state. The state of a projection
// without a row is zero. Inspect does not compare the key of a batch with the log. See KeyFault.
func Inspect(db *gorm.DB) (states States, last int64, faults []string, err error) {
	var found [count]bool
	err = eachRow(db, `SELECT name, applied_seq, batch_seq, key1, key2, key3, key4, filling, coalesce((SELECT max(seq) FROM item_activities), 0)
		FROM projections`, func(rows *sql.Rows) error {
		var name string
		var s State
		if err := rows.Scan(&name, &s.AppliedSeq, &s.BatchSeq, &s.Key[0], &s.Key[1], &s.Key[2], &s.Key[3], &s.Filling, &last); err != nil {
			return err
		}
		if p := slices.Index(names[:], name); p >= 0 {
			states[p], found[p] = s, true
		} else {
			faults = append(faults, fmt.Sprintf("the table projections has a row of %s, which is not a projection", name))
		}
		return nil
	})
	if err == nil && found == [count]bool{} { // possibly there was no row with the last seq
		err = db.Raw("SELECT coalesce(max(seq), 0) FROM item_activities").Scan(&last).Error
	}
	for p := range count {
		if !found[p] {
			faults = append(faults, fmt.Sprintf("the table projections has no row of %s", p))
		} else if fault := states[p].fault(p, last); fault != "" {
			faults = append(faults, fault)
		}
	}
	return states, last, faults, err
}

// fault describes an impossible state, or is empty.
func (s State) fault(p Projection, last int64) string {
	switch {
	case s.AppliedSeq < 0 || s.BatchSeq < s.AppliedSeq || s.BatchSeq > last:
		return fmt.Sprintf("the table projections says that %s contains the item activities up to %d, and a part of those up to %d, but the log ends with %d",
			p, s.AppliedSeq, s.BatchSeq, last)
	case !s.InBatch() && s.Key != Key{}:
		return fmt.Sprintf("the table projections has the key %v of a batch for %s, but no batch was begun", s.Key, p)
	}
	return ""
}

// InBatch reports whether the projection contains a part of a batch.
func (s State) InBatch() bool { return s.BatchSeq > s.AppliedSeq }

// KeyFault describes the fault that no item activity of the batch of a projection has the key that
// was applied last.
func (s State) KeyFault(p Projection) string {
	return fmt.Sprintf("the table projections says that a batch was applied to %s up to a key, but no item activity from %d to %d has the key %v",
		p, s.AppliedSeq+1, s.BatchSeq, s.Key)
}

// String returns the columns of a key.
func (k Key) String() string { return fmt.Sprintf("(%d, %d, %d, %d)", k[0], k[1], k[2], k[3]) }
