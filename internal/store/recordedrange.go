package store

import (
	"errors"

	"github.com/itemactivity/itemactivity/models"
)

// recordedWithin returns the positions in the order of the commits that a range of
// recordedDateTime has: the first, and the one after the last.
func (v readTx) recordedWithin(r *models.DateTimeRange) (from, before int64, err error) {
	first, end := r.Ticks()
	if from, err = v.firstRecorded(first); err != nil {
		return 0, 0, err
	}
	before, err = v.firstRecorded(end)
	return from, before, err
}

// firstRecorded returns the position of the first access that was recorded at a time
// or later, or the one after all. There is no index by that time, and none is
// needed: it never decreases, and the positions have no gaps.
func (v readTx) firstRecorded(ticks int64) (seq int64, err error) {
	found := v.DB.Raw(`
		WITH RECURSIVE search (low, high) AS (
			SELECT 1, 1 + coalesce((SELECT max(seq) FROM item_activities), 0)
			UNION ALL
			SELECT iif(probe.ticks + probe.recorded_after < ?, probe.seq + 1, low), iif(probe.ticks + probe.recorded_after < ?, high, probe.seq)
			FROM search CROSS JOIN item_activities AS probe ON probe.seq = (low + high) / 2
			WHERE low < high
		)
		SELECT low FROM search WHERE low = high`, ticks, ticks).Scan(&seq)
	if found.Error == nil && found.RowsAffected != 1 {
		return 0, errGap
	}
	return seq, found.Error
}

var errGap = errors.New("the numbers of the item activities have a gap")
