package verify

import (
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/models"
)

// verifyReferences reports rows that refer to nothing, or that nothing refers to, where the schema has
// no foreign key.
func (v *verifier) verifyReferences() error {
	for _, t := range []object.Table{object.Groups, object.Drives, object.DriveItems, object.DriveActivities, object.ItemActivityStats} {
		if err := v.reportRows("Table ids: %d ids of "+t.Name+" have no object.",
			"ids AS i WHERE i.kind = ? AND NOT EXISTS (SELECT 1 FROM "+t.Name+" AS o WHERE o.num = i.num AND o.id = i.id)", t.Kind); err != nil {
			return err
		}
		if err := v.reportRows("Table "+t.Name+": %d rows cannot be found by their id.",
			t.Name+" AS o WHERE NOT EXISTS (SELECT 1 FROM ids AS i WHERE i.id = o.id AND i.num = o.num AND i.kind = ?)", t.Kind); err != nil {
			return err
		}
	}
	kinds := []object.Kind{object.Group, object.Drive, object.DriveItem, object.DriveActivity, object.ItemActivityStat, object.IdempotencyKey}
	if err := v.reportRows("Table ids: %d rows have an unknown kind.", "ids WHERE kind NOT IN ?", kinds); err != nil {
		return err
	}
	for _, table := range []string{"drive_activities", "item_activity_stats", "activity_keys"} {
		if err := v.reportRows("Table "+table+": %d rows have another group than their item.",
			table+" AS r WHERE NOT EXISTS (SELECT 1 FROM drive_items AS i WHERE i.num = r.item_num AND i.group_num = r.group_num)"); err != nil {
			return err
		}
	}
	if err := v.reportRows("Table activity_keys: %d rows belong to no stat.",
		"activity_keys AS k WHERE k.window_kind = ? AND NOT EXISTS (SELECT 1 FROM item_activity_stats AS s WHERE s.num = k.window_ref AND s.item_num = k.item_num)",
		models.StoredWindow); err != nil {
		return err
	}
	if err := v.reportRows("Table group_names: %d rows belong to no group.",
		"group_names AS n WHERE NOT EXISTS (SELECT 1 FROM groups AS g WHERE g.num = n.group_num)"); err != nil {
		return err
	}
	return v.reportRows("Table secrets: %d rows have an unknown name.", "secrets WHERE name <> 'root'")
}

// reportRows reports the number of rows that match, unless it is 0.
func (v *verifier) reportRows(message, from string, values ...any) error {
	var n int64
	if err := v.db.Raw("SELECT count(*) FROM "+from, values...).Scan(&n).Error; err != nil {
		return err
	}
	if n > 0 {
		v.found.differ("%s", fmt.Sprintf(message, n))
	}
	return nil
}
