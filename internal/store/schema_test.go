package store

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// rows contains the structs of all tables.
var rows = []any{
	&secretRow{}, &epochRow{}, &object.IDRow{}, &models.User{}, &models.Group{}, &group.MemberRow{}, &models.Drive{}, &models.DriveItem{},
	&identity.ActorRow{}, &identity.SetRow{}, &drive.ActivityRow{}, &itemactivity.StatRow{}, &itemactivity.KeyRow{}, &itemactivity.Row{},
	&rollup.ActivityActorRow{}, &posting.Block{}, &write.GroupNameRow{}, &rollup.DriveActivityActionRow{}, &rollup.ItemActionCountRow{}, &rollup.ItemActionActorsRow{},
	&rollup.DriveActionCountRow{}, &rollup.DriveActionActorsRow{},
	&identity.SetActorRow{}, &projection.Row{}, &projection.ItemTimelineRow{}, &projection.GroupTimelineRow{}, &ranking.ItemRow{}, &ranking.ActorRow{},
}

// column is a row of PRAGMA table_info.
type column struct {
	Name    string
	Type    string
	NotNull bool `gorm:"column:notnull"`
	PK      int  `gorm:"column:pk"`
}

// TestRowsAreTheSchema compares the schema, which the migrations create, with the tags of the
// structs for gorm.
func TestRowsAreTheSchema(t *testing.T) {
	s := open(t, nil)
	var described []string
	for _, row := range rows {
		parsed, err := schema.Parse(row, new(sync.Map), s.database.Writes().NamingStrategy)
		if err != nil {
			t.Fatal(err)
		}
		described = append(described, parsed.Table)
		t.Run(parsed.Table, func(t *testing.T) {
			var columns []column
			if err := s.database.Writes().Raw("SELECT * FROM pragma_table_info(?)", parsed.Table).Scan(&columns).Error; err != nil {
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
	if err := s.database.Writes().Raw("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&tables).Error; err != nil {
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
	// A column that may be NULL is a pointer, except for bytes, which are never nil here.
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

// TestTablesAreStrict requires STRICT tables, because in others SQLite stores values of any
// type in any column.
func TestTablesAreStrict(t *testing.T) {
	s := open(t, nil)
	var loose []string
	if err := s.database.Writes().Raw("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&loose).Error; err != nil {
		t.Fatal(err)
	}
	if len(loose) > 0 {
		t.Errorf("not strict: %q", loose)
	}
}
