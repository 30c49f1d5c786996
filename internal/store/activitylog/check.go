package activitylog

import (
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Check reads each row of the log, and returns their number. The error is that of a row that cannot be
// read.
func Check(db *gorm.DB) (n int64, err error) {
	const all = `SELECT seq, id, key_num, group_num, item_num, ticks, sent, actor_num, recorded_after, recorded_by_num
		FROM item_activities ORDER BY seq`
	err = statement.Query(db, func(rows *sql.Rows) error {
		n++
		var r Row
		return rows.Scan(&r.Seq, &r.ID, &r.KeyNum, &r.GroupNum, &r.ItemNum, &r.Ticks, &r.Sent, &r.ActorNum, &r.RecordedAfter, &r.RecordedByNum)
	}, all)
	return n, err
}
