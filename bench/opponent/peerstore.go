package opponent

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/graph-gophers/graphql-go"

	"github.com/itemactivity/itemactivity/bench/peers"
)

// peerStore stores accesses with database/sql and prepared statements. Each mutation has its
// own commit. The caches contain all rows of their tables.
type peerStore struct {
	writes, reads                           *sql.DB
	insert, addActor, itemPages, groupPages *sql.Stmt

	parents map[parent]parentNums
	items   map[graphql.ID]int64
	groups  map[graphql.ID]int64

	// queue protects the writing connection and serves mutations in the order of arrival.
	queue     sync.Mutex
	actorNums map[string]int64
	// actors are the actors by number.
	actors sync.Map
}

type parentNums struct{ item, group int64 }

// readers is the number of connections that read. More than one for each processor are not
// faster.
const readers = 2

func openPeer(database string) (_ *peerStore, err error) {
	s := &peerStore{
		parents: map[parent]parentNums{}, items: map[graphql.ID]int64{}, groups: map[graphql.ID]int64{},
		actorNums: map[string]int64{},
	}
	options := durable + manyPages + "&_txlock=immediate&_mutex=no"
	if s.writes, err = sql.Open("sqlite3", "file:"+database+options); err != nil {
		return nil, err
	}
	if s.reads, err = sql.Open("sqlite3", "file:"+database+options); err != nil {
		return nil, errors.Join(err, s.writes.Close())
	}
	s.writes.SetMaxOpenConns(1)
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	if err := errors.Join(s.prepare(), s.load()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the database.
func (s *peerStore) Close() error { return errors.Join(s.reads.Close(), s.writes.Close()) }

func (s *peerStore) prepare() (err error) {
	if _, err := s.writes.Exec(asProduct + ";" + peers.Tables); err != nil { //nolint:noctx // before the first request
		return err
	}
	const page = `SELECT id, sent, ticks, actor_num FROM item_activities WHERE %s = ? AND ticks < ? ORDER BY ticks DESC, seq DESC LIMIT ?`
	for _, statement := range []struct {
		db   *sql.DB
		text string
		into **sql.Stmt
	}{
		{s.writes, `INSERT INTO item_activities (id, item_num, group_num, ticks, sent, actor_num, recorded, recorded_by)
			VALUES (?, ?, ?, ?, ?, ?, ?, 'local-user')`, &s.insert},
		{s.writes, "INSERT INTO actors (actor) VALUES (?)", &s.addActor},
		{s.reads, fmt.Sprintf(page, "item_num"), &s.itemPages},
		{s.reads, fmt.Sprintf(page, "group_num"), &s.groupPages},
	} {
		if *statement.into, err = statement.db.Prepare(statement.text); err != nil { //nolint:noctx,sqlclosecheck // until the end of the process
			return err
		}
	}
	return nil
}

// load fills the caches.
func (s *peerStore) load() error {
	return errors.Join(
		s.eachRow("SELECT group_id, activity_id, stat_id, item_id, num, group_num FROM parents", func(rows *sql.Rows) error {
			var p parent
			var item graphql.ID
			var nums parentNums
			err := rows.Scan(&p.GroupID, &p.ActivityID, &p.StatID, (*string)(&item), &nums.item, &nums.group)
			s.parents[p], s.items[item], s.groups[graphql.ID(p.GroupID)] = nums, nums.item, nums.group
			return err
		}),
		s.eachRow("SELECT num, actor FROM actors", func(rows *sql.Rows) error {
			var num int64
			var text string
			actor := new(identitySet)
			if err := rows.Scan(&num, &text); err != nil {
				return err
			}
			s.actorNums[text] = num
			s.actors.Store(num, actor)
			return json.Unmarshal([]byte(text), actor)
		}),
	)
}

func (s *peerStore) eachRow(query string, read func(*sql.Rows) error) (err error) {
	rows, err := s.writes.QueryContext(context.Background(), query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
