package verify

import (
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// verifyTimelines compares the timelines and the lists by actor with the log.
func (v *verifier) verifyTimelines() error {
	items := v.stored(projection.ItemTimelines, "Item activities of items by time")
	err := statement.PagesAfter(projection.ItemTimelineRow{ItemNum: math.MinInt64}, func(after *projection.ItemTimelineRow) *gorm.DB {
		return v.db.Where("(item_num, ticks, seq) > (?, ?, ?)", after.ItemNum, after.Ticks, after.Seq).Order("item_num, ticks, seq")
	}, func(rows []projection.ItemTimelineRow) error {
		for _, r := range rows {
			items.add(r.Seq, projection.Key{r.ItemNum, r.Ticks, r.Seq})
		}
		return items.checkLater()
	})
	if err != nil {
		return err
	}
	items.compare()
	groups := v.stored(projection.GroupTimelines, "Item activities of groups by time")
	err = statement.PagesAfter(projection.GroupTimelineRow{GroupNum: math.MinInt64}, func(after *projection.GroupTimelineRow) *gorm.DB {
		return v.db.Where("(group_num, ticks, seq) > (?, ?, ?)", after.GroupNum, after.Ticks, after.Seq).Order("group_num, ticks, seq")
	}, func(rows []projection.GroupTimelineRow) error {
		for _, r := range rows {
			groups.add(r.Seq, projection.Key{r.GroupNum, r.Ticks, r.Seq})
		}
		return groups.checkLater()
	})
	if err != nil {
		return err
	}
	groups.compare()
	return v.verifyActorLists()
}

func (v *verifier) verifyActorLists() error {
	actors := v.stored(projection.ActorLists, "Item activities by actor")
	err := statement.PagesAfter(rollup.ActivityActorRow{ActorNum: math.MinInt64}, func(after *rollup.ActivityActorRow) *gorm.DB {
		return v.db.Where("(actor_num, group_num, ticks, seq) > (?, ?, ?, ?)", after.ActorNum, after.GroupNum, after.Ticks, after.Seq).
			Order("actor_num, group_num, ticks, seq")
	}, func(rows []rollup.ActivityActorRow) error {
		for _, r := range rows {
			actors.add(r.Seq, projection.Key{r.ActorNum, r.GroupNum, r.Ticks, r.Seq})
		}
		return actors.checkLater()
	})
	if err == nil {
		actors.compare()
	}
	return err
}
