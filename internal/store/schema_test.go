package store

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"github.com/itemactivity/itemactivity/models"
)

// rows are the structs of all tables.
var rows = []any{
	&secretRow{}, &idRow{}, &models.User{}, &models.Group{}, &memberRow{}, &models.Drive{}, &models.DriveItem{},
	&actorRow{}, &identitySetRow{}, &driveActivityRow{}, &statRow{}, &keyRow{}, &activityRow{},
	&activityActorRow{}, &activityPostingsRow{}, &groupNameRow{}, &driveActivityActionRow{}, &itemActionCountRow{}, &itemActionActorsRow{},
}

// column is a line of PRAGMA table_info.
type column struct {
	Name    string
	Type    string
	NotNull bool `gorm:"column:notnull"`
	PK      int  `gorm:"column:pk"`
}

// TestRowsAreTheSchema compares the migrated database with the structs: goose
// owns the one, gorm's tags describe the other, and nothing else would say that
// they have drifted apart.
func TestRowsAreTheSchema(t *testing.T) {
	s := open(t, nil)
	var described []string
	for _, row := range rows {
		parsed, err := schema.Parse(row, new(sync.Map), s.writes.NamingStrategy)
		if err != nil {
			t.Fatal(err)
		}
		described = append(described, parsed.Table)
		t.Run(parsed.Table, func(t *testing.T) {
			var columns []column
			if err := s.writes.Raw("SELECT * FROM pragma_table_info(?)", parsed.Table).Scan(&columns).Error; err != nil {
				t.Fatal(err)
			}
			for _, c := range columns {
				compareColumn(t, c, parsed.FieldsByDBName[c.Name])
			}
			for _, name := range parsed.DBNames {
				if !slices.ContainsFunc(columns, func(c column) bool { return c.Name == name }) {
					t.Errorf("the field of %s has no column", name)
				}
			}
		})
	}
	var tables []string
	if err := s.writes.Raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(tables)
	slices.Sort(described)
	if !slices.Equal(tables, described) {
		t.Errorf("the tables are %q, the structs are of %q", tables, described)
	}
}

func compareColumn(t *testing.T, c column, f *schema.Field) {
	t.Helper()
	if f == nil {
		t.Errorf("the column %s has no field", c.Name)
		return
	}
	if f.PrimaryKey != (c.PK > 0) {
		t.Errorf("%s: primary key is %v in the struct, and %d in the table", c.Name, f.PrimaryKey, c.PK)
	}
	if want := columnType(f.FieldType); c.Type != want {
		t.Errorf("%s: a %s is stored as %s, not %s", c.Name, f.FieldType, c.Type, want)
	}
	// Bytes are never nil here; whatever else may be absent is a pointer.
	if optional := f.FieldType.Kind() == reflect.Pointer; optional == c.NotNull && c.PK == 0 {
		t.Errorf("%s: a %s, and NOT NULL is %v", c.Name, f.FieldType, c.NotNull)
	}
}

func columnType(field reflect.Type) string {
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	switch {
	case field == reflect.TypeFor[models.ID]():
		return "ANY"
	case field.Kind() == reflect.Slice:
		return "BLOB"
	case strings.HasPrefix(field.Kind().String(), "int"), field.Kind() == reflect.Bool:
		return "INTEGER"
	default: // texts, and facets, which are JSON
		return "TEXT"
	}
}

// TestTablesAreStrict: SQLite would store anything anywhere else.
func TestTablesAreStrict(t *testing.T) {
	s := open(t, nil)
	var loose []string
	if err := s.writes.Raw("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&loose).Error; err != nil {
		t.Fatal(err)
	}
	if len(loose) > 0 {
		t.Errorf("not strict: %q", loose)
	}
}

// TestListsHaveIndexes asks SQLite how it reads a page of each timeline: by an
// index in the order of the page, without sorting.
func TestListsHaveIndexes(t *testing.T) {
	s := open(t, nil)
	for _, query := range []string{
		"SELECT * FROM item_activities WHERE item_num = 1 AND ticks >= 0 AND ticks < 9 ORDER BY ticks DESC, seq DESC LIMIT 26",
		"SELECT * FROM item_activities WHERE item_num = 1 AND (ticks, seq) < (5, 5) ORDER BY ticks DESC, seq DESC LIMIT 26",
		"SELECT * FROM activity_postings WHERE group_num = 1 AND item_num = 2 AND first_seq < 5 ORDER BY first_seq DESC LIMIT 2",
		"SELECT * FROM item_activities WHERE group_num = 1 AND ticks >= 0 AND ticks < 9 ORDER BY ticks DESC, seq DESC LIMIT 26",
		"SELECT * FROM item_activities WHERE group_num = 1 AND (ticks, seq) < (5, 5) ORDER BY ticks DESC, seq DESC LIMIT 26",
		"SELECT * FROM activity_actors WHERE actor_num = 1 AND group_num = 1 AND (ticks, seq) < (5, 5) ORDER BY ticks DESC, seq DESC LIMIT 26",
		"SELECT * FROM drive_activity_actions WHERE item_num = 1 AND action = 2 AND (ticks, num) < (5, 5) ORDER BY ticks DESC, num DESC LIMIT 26",
		"SELECT d.* FROM drive_activity_actions AS a CROSS JOIN drive_activities AS d ON d.num = a.num WHERE a.item_num = 1 AND a.action = 2 AND a.ticks >= 0 AND a.ticks < 9 ORDER BY a.ticks DESC, a.num DESC LIMIT 26",
		"SELECT day, action, count FROM item_action_counts WHERE item_num = 1 AND day >= 5 AND day < 9",
		"SELECT day, high, actors FROM item_action_actors WHERE item_num = 1 AND action = 0 AND day >= 5 AND day < 9",
		"SELECT * FROM drive_activities WHERE group_num = 1 ORDER BY ticks DESC, num DESC LIMIT 26",
		"SELECT * FROM drive_activities WHERE item_num = 1 ORDER BY ticks DESC, num DESC LIMIT 26",
		"SELECT * FROM drive_items WHERE group_num = 1 ORDER BY num LIMIT 26",
		"SELECT * FROM drive_items WHERE parent_num = 1 ORDER BY num LIMIT 26",
		"SELECT * FROM item_activity_stats WHERE item_num = 1 ORDER BY num LIMIT 26",
		"SELECT * FROM group_members WHERE group_num = 1 ORDER BY num LIMIT 26",
		"SELECT * FROM item_activities WHERE id = 'x'",
		"SELECT * FROM ids WHERE id = 'x'",
		"SELECT * FROM users WHERE id = 'x'",
		"SELECT num FROM groups WHERE claim IN ('x', 'y')",
		"SELECT 1 FROM group_names WHERE group_num = 1 AND user_id = 'x'",
	} {
		var plan []struct{ Detail string }
		if err := s.writes.Raw("EXPLAIN QUERY PLAN " + query).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if strings.HasPrefix(step.Detail, "SCAN") || strings.Contains(step.Detail, "TEMP B-TREE") {
				t.Errorf("%s: %s", query, step.Detail)
			}
		}
	}
}
