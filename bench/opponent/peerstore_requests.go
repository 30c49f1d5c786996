package opponent

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"time"
)

// row is a checked row of a mutation.
type row struct {
	*createInput
	parentNums
	actor string
}

// record stores all rows or none.
func (s *peerStore) record(inputs []*createInput) error {
	rows := make([]row, len(inputs))
	for i, in := range inputs {
		nums, ok := s.parents[parent{StatID: string(in.StatID), ActivityID: string(in.ActivityID), GroupID: string(in.GroupID)}]
		if !ok {
			return errors.New("the parents do not exist")
		}
		actor, err := json.Marshal(in.Input.Actor)
		if err != nil {
			return err
		}
		rows[i] = row{in, nums, string(actor)}
	}
	s.queue.Lock()
	defer s.queue.Unlock()
	if len(rows) == 1 {
		if actor, ok := s.actorNums[rows[0].actor]; ok {
			return rows[0].insert(s.insert, actor) // it is its own transaction
		}
	}
	return s.transact(rows)
}

func (s *peerStore) transact(rows []row) (err error) {
	tx, err := s.writes.Begin() //nolint:noctx // the driver starts a goroutine if the context can end
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()                       // it fails after the commit
	insert, addActor := tx.Stmt(s.insert), tx.Stmt(s.addActor) //nolint:noctx,sqlclosecheck // see above; the end of the transaction closes them
	added := map[string]int64{}
	for _, r := range rows {
		num, ok := s.actorNums[r.actor]
		if !ok {
			num, ok = added[r.actor]
		}
		if !ok {
			result, err := addActor.Exec(r.actor) //nolint:noctx // see above
			if err != nil {
				return err
			}
			if num, err = result.LastInsertId(); err != nil {
				return err
			}
			added[r.actor] = num
			s.actors.Store(num, &r.Input.Actor) // no row has the number before the commit
		}
		if err := r.insert(insert, num); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	maps.Copy(s.actorNums, added)
	return nil
}

func (r row) insert(statement *sql.Stmt, actor int64) error {
	at := r.Input.ActivityDateTime
	_, err := statement.Exec(string(r.Input.ID), r.item, r.group, at.ticks, at.sent, actor, time.Now().UnixMilli()) //nolint:noctx // see transact
	return err
}

// page returns the accesses before a time, the latest first, or nil if there is no such item
// or group.
func (s *peerStore) page(ctx context.Context, filter itemActivityFilter, first int) (nodes []itemActivity, err error) {
	statement := s.itemPages
	var num int64
	var ok bool
	switch {
	case filter.DriveItemID != nil:
		num, ok = s.items[*filter.DriveItemID]
	case filter.GroupID != nil:
		statement = s.groupPages
		num, ok = s.groups[*filter.GroupID]
	}
	if !ok {
		return nil, nil
	}
	rows, err := statement.QueryContext(context.WithoutCancel(ctx), num, filter.ActivityDateTime.Before.ticks, first)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	nodes = make([]itemActivity, 0, first)
	for rows.Next() {
		var a itemActivity
		var actor int64
		if err := rows.Scan((*string)(&a.ID), &a.ActivityDateTime.sent, &a.ActivityDateTime.ticks, &actor); err != nil {
			return nil, err
		}
		known, _ := s.actors.Load(actor)
		a.Actor = known.(*identitySet)
		nodes = append(nodes, a)
	}
	return nodes, rows.Err()
}
