package store

import (
	"reflect"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// TestRowsAreReadAsByGorm compares the rows of tables, which are read without gorm, with those that gorm
// reads.
func TestRowsAreReadAsByGorm(t *testing.T) {
	s := openExample(t)
	access := fixture.Access("01a20e93-c6ef-78cb-ab7c-000000000001", "ann", 700_500)
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, access); err != nil {
		t.Fatal(err)
	}
	db := s.database.Reads()
	compareRows[object.IDRow](t, db, "ids")
	compareRows[models.Group](t, db, "groups")
	compareRows[group.MemberRow](t, db, "group_members")
	compareRows[models.Drive](t, db, "drives")
	compareRows[models.DriveItem](t, db, "drive_items")
	compareRows[identity.ActorRow](t, db, "actors")
	compareRows[identity.SetRow](t, db, "identity_sets")
	compareRows[drive.ActivityRow](t, db, "drive_activities")
	compareRows[itemactivity.KeyRow](t, db, "activity_keys")
	compareRows[itemactivity.Row](t, db, "item_activities")
}

func compareRows[R any](t *testing.T, db *gorm.DB, table string) {
	t.Helper()
	var want []R
	if err := db.Table(table).Find(&want).Error; err != nil || len(want) == 0 {
		t.Fatalf("%s: gorm reads %d rows: %v", table, len(want), err)
	}
	got, err := statement.Find[R](db, "SELECT * FROM "+table)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: the rows are %+v, and gorm reads %+v: %v", table, got, want, err)
	}
}

// anyColumns has a field of each type that rows have.
type anyColumns struct {
	Num      int64
	ID       models.ID
	Kind     object.Kind
	Name     string
	Owner    bool
	Content  []byte
	Parent   *int64
	Title    *string
	At       models.Instant
	Deleted  *models.Instant
	MimeType *models.File
}

// TestValuesAreReadAsByGorm compares values of every type in a column of every type, most of which only a
// damaged database contains.
func TestValuesAreReadAsByGorm(t *testing.T) {
	db := openExample(t).database.Reads()
	valid, invalid := 0, 0
	for _, column := range []string{"num", "id", "kind", "name", "owner", "content", "parent", "title", "at", "deleted", "mime_type", "other"} {
		for _, value := range []string{"NULL", "0", "1", "-9223372036854775808", "4.5", "''", "'text'", "'{}'", "x''", "x'00ff'", "zeroblob(16)"} {
			query := "SELECT " + value + " AS " + column + ", 7 AS unknown"
			var want []anyColumns
			wantErr := db.Raw(query).Find(&want).Error
			got, err := statement.Find[anyColumns](db, query)
			switch {
			case wantErr == nil && err == nil:
				valid++
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s: the row is %+v, and gorm reads %+v", query, got, want)
				}
			case wantErr == nil || err == nil || err.Error() != wantErr.Error():
				t.Errorf("%s: the error is %v, and that of gorm is %v", query, err, wantErr)
			default:
				invalid++
			}
		}
	}
	if valid < 50 || invalid < 20 {
		t.Errorf("%d values are valid, and %d are not", valid, invalid)
	}
}
