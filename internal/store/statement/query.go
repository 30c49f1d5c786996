package statement

import (
	"database/sql"
	"time"

	"gorm.io/gorm"
)

// Query does the same as EachRow for plain SQL on the connection of a session, which gorm does not
// compose.
func Query(tx *gorm.DB, use func(*sql.Rows) error, statement string, values ...any) error {
	run := reading{session: tx, begin: time.Now(), statement: statement}
	rows, err := tx.Statement.ConnPool.QueryContext(tx.Statement.Context, statement, values...)
	return run.read(rows, err, use)
}
