package sqlite

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"

	"github.com/pressly/goose/v3"
)

// migrationsError says which file of the migrations must be changed, and how. With wrong
// migrations the program cannot open any database.
type migrationsError struct{ message string }

func (e *migrationsError) Error() string { return e.message }

func wrongMigrations(format string, args ...any) error {
	return &migrationsError{"migrations: " + fmt.Sprintf(format, args...)}
}

var (
	migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+\.(sql|go)$`)
	upAnnotation  = []byte("-- +goose Up\n")
)

// checkMigrations returns the number of the newest migration. It returns a migrationsError
// unless the migrations have the numbers 1, 2, 3 and so on, each once. goose alone would accept a gap, and later reject databases without
// the migration that fills it. It would ignore a file whose name has no number.
func checkMigrations(inSQL fs.FS, inGo []*goose.Migration) (newest int64, err error) {
	names, err := fs.Glob(inSQL, "*.sql")
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		content, err := fs.ReadFile(inSQL, name)
		if err != nil {
			return 0, err
		}
		if !bytes.HasPrefix(content, upAnnotation) {
			return 0, wrongMigrations("the first line of %s is not %q", name, bytes.TrimSpace(upAnnotation))
		}
	}
	for _, m := range inGo {
		names = append(names, m.Source)
	}
	slices.Sort(names)
	next := nextNumber(names)
	for i, name := range names {
		switch number := migrationNumber(name); {
		case number == 0:
			return 0, wrongMigrations(`rename %s to %04d_NAME.sql or %04[2]d_NAME.go, where NAME consists of lower-case letters, digits and "_"`, name, next)
		case number == i:
			return 0, wrongMigrations("%s and %s have the same number: rename the newer one, with the number %04d", names[i-1], name, next)
		case number > i+1:
			return 0, wrongMigrations("there is no migration %04d: rename %s, with this number", next, name)
		}
	}
	return int64(len(names)), nil
}

// migrationNumber returns the number in the name of a file. It is 0 if the name is wrong.
func migrationNumber(name string) (number int) {
	if found := migrationName.FindStringSubmatch(name); found != nil {
		number, _ = strconv.Atoi(found[1]) // four digits
	}
	return number
}

// nextNumber returns the lowest number that no name has. The names must be sorted.
func nextNumber(names []string) int {
	next := 1
	for _, name := range names {
		if migrationNumber(name) == next {
			next++
		}
	}
	return next
}
