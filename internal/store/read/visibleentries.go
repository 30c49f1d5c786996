package read

import (
	"iter"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// EachVisible calls use with those activities whose group the caller may see. The activities that the
// projections lack are limited by this, because no statement reads them. If err is not nil, it is
// returned.
func (t Tx) EachVisible(entries iter.Seq[*activitylog.Entry], err error, use func(*activitylog.Entry)) error {
	if err != nil {
		return err
	}
	if t.EveryGroup {
		for e := range entries {
			use(e)
		}
		return nil
	}
	groups := make(map[int64]bool)
	for e := range entries {
		groups[e.GroupNum] = false
	}
	if err := t.findVisible(groups); err != nil {
		return err
	}
	for e := range entries {
		if groups[e.GroupNum] {
			use(e)
		}
	}
	return nil
}

// findVisible sets the values of those groups that the caller may see. It runs at most one statement.
func (t Tx) findVisible(groups map[int64]bool) error {
	var unknown []int64
	for group := range groups {
		if visible, known := t.Batches.sees(group); known {
			groups[group] = visible
		} else {
			unknown = append(unknown, group)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	q := statement.NewText().Add("SELECT sought.value FROM json_each(?) AS sought", codec.JSONNumbers(unknown))
	t.AddVisible(q, "sought.value")
	query, values := q.Statement()
	visible, err := statement.Find[int64](t.DB, query, values...)
	if err != nil {
		return err
	}
	for _, group := range visible {
		groups[group] = true
	}
	for _, group := range unknown {
		t.Batches.see(group, groups[group])
	}
	return nil
}
