package rollup

import (
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// CountActors returns the number of distinct actors of an action in each stat. It calls
// unite with the size of each set that it reads. An error of unite aborts it.
func CountActors(db *gorm.DB, within posting.Within, stats []*models.ItemActivityStat, action models.CountedAction, unite func(actors int64) error) (counts map[*models.ItemActivityStat]int64, err error) {
	q := rangesOf(stats, action).join(db, within, "item_action_actors")
	rows, err := q.Where("bucket.action = wanted.value ->> 1").Select("wanted.key, bucket.high, bucket.actors").Rows() //nolint:rowserrcheck // EachRow checks it
	if err != nil {
		return nil, err
	}
	counts = make(map[*models.ItemActivityStat]int64, len(stats))
	var union ActorUnion
	if err := statement.EachRow(db, rows, func(rows *sql.Rows) error {
		var position int
		var high int64
		var stored []byte
		if err := rows.Scan(&position, &high, &stored); err != nil {
			return err
		}
		if position != union.position {
			counts[stats[union.position]] = union.size()
			union = ActorUnion{position: position}
		}
		added, err := union.add(high, stored)
		if err == nil {
			err = unite(added)
		}
		return err
	}); err != nil {
		return nil, err
	}
	counts[stats[union.position]] = union.size()
	return counts, nil
}
