package opponent

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/google/uuid"
	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/bench/load"
)

// raw shows the limit of one commit per request: one connection of the driver, one prepared
// insert, and numbers for everything but the id.
type raw struct {
	mu sync.Mutex
	db *table
}

func openRaw(database string) (server, error) {
	t, err := openTable(database)
	if err != nil {
		return server{}, err
	}
	r := &raw{db: t}
	return server{Handler: rawHandler(r.store), Closer: t}, nil
}

func (r *raw) store(rows []load.Row) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.db.commit(rows)
}

// rawHandler returns the smallest handler that stores rows.
func rawHandler(store func([]load.Row) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var rows []load.Row
		if err == nil {
			err = json.Unmarshal(body, &rows)
		}
		if err == nil {
			err = store(rows)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		response := body[:0]
		separator := byte('[')
		for _, row := range rows {
			response = load.AppendResponse(append(response, separator), row.ID, row.Actor)
			separator = ','
		}
		_, _ = w.Write(append(response, ']')) // the load generator reports an incomplete response
	})
}

// table is the table item_activities of a database that itemactivity has created.
type table struct {
	*sqlite3.SQLiteConn
	begin, insert, end driver.StmtExecContext
}

func openTable(database string) (*table, error) {
	conn, err := new(sqlite3.SQLiteDriver).Open("file:" + database + durable + manyPages)
	if err != nil {
		return nil, err
	}
	t := &table{SQLiteConn: conn.(*sqlite3.SQLiteConn)}
	if _, err := t.Exec(asProduct, nil); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	for _, statement := range []struct {
		text string
		into *driver.StmtExecContext
	}{
		{"BEGIN IMMEDIATE", &t.begin},
		{"COMMIT", &t.end},
		{`INSERT INTO item_activities (id, item_num, ticks, actor_num, group_num, key_num, sent, recorded_after, recorded_by_num)
			VALUES (?, ?, ?, ?, 1, 1, 4, 3600000000, 1)`, &t.insert},
	} {
		prepared, err := conn.Prepare(statement.text)
		if err != nil {
			return nil, err
		}
		*statement.into = prepared.(driver.StmtExecContext)
	}
	return t, nil
}

// commit stores rows in one transaction. After an error the transaction stays open and all
// later commits fail, which the benchmark reports.
func (t *table) commit(rows ...[]load.Row) error {
	ctx := context.Background()
	if len(rows) == 1 && len(rows[0]) == 1 {
		return t.add(ctx, rows[0][0])
	}
	if _, err := t.begin.ExecContext(ctx, nil); err != nil {
		return err
	}
	for _, request := range rows {
		for _, row := range request {
			if err := t.add(ctx, row); err != nil {
				return err
			}
		}
	}
	_, err := t.end.ExecContext(ctx, nil)
	return err
}

func (t *table) add(ctx context.Context, row load.Row) error {
	id, err := uuid.Parse(row.ID)
	if err != nil {
		return err
	}
	_, err = t.insert.ExecContext(ctx, []driver.NamedValue{
		{Ordinal: 1, Value: id[:]}, {Ordinal: 2, Value: row.Item}, {Ordinal: 3, Value: row.Ticks}, {Ordinal: 4, Value: row.Actor},
	})
	return err
}
