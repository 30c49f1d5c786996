package write

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// Commit runs the mutations of a commit group in one transaction, and returns an error or nil
// for each of them. If a mutation fails after it has written, the group is rolled back and
// repeated with a savepoint for each mutation, so that only that mutation fails.
//
// The files of the database are checked before and after the transaction. No caller gets a
// result before it is certain that the next start of the server will find the stored data.
// This includes callers who repeat a mutation and write nothing.
func (w *Writer) Commit(group []*Mutation) (results []error, done written, err error) {
	database := w.cfg.Database
	database.Commits.Lock()
	defer database.Commits.Unlock()
	defer w.cfg.Projector.Settle()
	if rejection, cause := database.Writable(); rejection != nil {
		return w.reject(make([]error, len(group)), rejection, cause), written{}, cause
	}
	if err = w.makeRoom(); err != nil {
		results = make([]error, len(group))
	} else if results, done, err = w.writeGroup(group, false); errors.Is(err, errHalfWritten) {
		results, done, err = w.writeGroup(group, true)
	}
	if err != nil {
		err = w.fail(group, results, database.RecordDamage(err))
		w.commitFailed()
	}
	if done.any || err != nil {
		w.outcome.Store(&Outcome{w.cfg.Now(), err})
	}
	for i := range results {
		results[i] = database.RecordDamage(results[i])
	}
	if err != nil {
		return results, done, err
	}
	if done.any {
		// This uses the writer's connection. After the unlock, a step of the projector may have it.
		database.Committed(rowsOf(group))
	}
	if rejection, cause := database.Confirm(done.any); rejection != nil {
		return w.reject(results, rejection, cause), done, cause
	}
	return results, done, nil
}

// makeRoom makes room for a commit in the tail of the log. After a commit that failed, it first reads
// what the database contains.
func (w *Writer) makeRoom() error {
	if err := w.cfg.Projector.MakeRoom(); err != nil || !w.uncertain {
		return err
	}
	last, err := LastRecorded(w.cfg.Database.Writes())
	if err == nil {
		w.last.advance(last)
		w.uncertain = false
	}
	return err
}

// commitFailed drops what may not agree with the database after a commit that failed. Its transaction
// may have been committed nevertheless. The lock Commits of the database must be held.
func (w *Writer) commitFailed() {
	w.uncertain = true
	w.cfg.Rollups.Forget()
	w.cfg.Projector.CommitFailed()
}

func rowsOf(group []*Mutation) (rows int) {
	for _, m := range group {
		rows += m.Rows
	}
	return rows
}

// fail sets the error of a commit as the result of each mutation of the group.
func (w *Writer) fail(group []*Mutation, results []error, err error) error {
	err = sqlite.TranslateWrite(fmt.Errorf("commit: %w", err))
	if len(group) > 1 || !group[0].Check {
		w.cfg.Logger.Error("cannot commit", "mutations", len(group), "error", err)
	}
	for i := range results {
		results[i] = err
	}
	return err
}

// writeGroup runs the mutations of a group in one transaction and commits it. With savepoints,
// a mutation that fails is rolled back alone. Without, the error is errHalfWritten if a
// mutation fails after it has written.
func (w *Writer) writeGroup(group []*Mutation, savepoints bool) (results []error, done written, err error) {
	results = make([]error, len(group))
	now := models.NewInstant(w.cfg.Now())
	tx, err := w.cfg.Database.BeginWrite()
	if err != nil {
		return results, written{}, err
	}
	defer func() {
		if err != nil && !errors.Is(err, sqlite.ErrLost) {
			err = errors.Join(tx.Err(), err)
		}
		err = errors.Join(err, tx.End())
	}()
	var onCommit, callersOnCommit []func()
	projections := projection.NewUncommitted(w.cfg.Tail)
	var forLater kept
	if !savepoints {
		forLater = kept{}
	}
	var sums rollup.Rollup
	for i, m := range group {
		begin := func() *Tx {
			if projections.Used() { // a mutation may have added to the log since
				projections = projection.NewUncommitted(w.cfg.Tail)
			}
			return &Tx{
				Tx: read.Tx{
					Source: w.cfg.Source, DB: tx.DB, Caller: m.Caller, EveryGroup: m.Caller.WritesEveryGroup(), Now: now,
					Projections: projections,
				},
				Recorded: w.last.read(now), writer: w, savepoints: savepoints, kept: forLater,
			}
		}
		var failed, fault error
		if !w.knows(m.Caller) {
			caller := begin()
			if fault = w.storeCaller(caller); fault == nil {
				fault = tx.Err()
			}
			callersOnCommit = append(callersOnCommit, caller.onCommit...)
			done.any = done.any || caller.Wrote
		}
		t := begin()
		t.idempotencyKey, t.retry = m.Key, m.Retry
		if fault == nil {
			fault = t.savepoint("mutation")
		}
		if fault == nil {
			failed, fault = t.endSavepoint("mutation", m.run(t))
		}
		if fault == nil && tx.Err() != nil {
			// SQLite has rolled back the transaction. It would commit each statement that follows
			// by itself.
			fault = cmp.Or(failed, tx.Err())
		}
		if fault != nil {
			return results, written{}, fault
		}
		results[i] = sqlite.TranslateWrite(failed)
		m.Replayed = t.Replayed
		if results[i] == nil {
			onCommit = append(onCommit, t.onCommit...)
			sums.Add(t.Rollup)
			done.any = done.any || t.Wrote
			done.entries = append(done.entries, t.entries...)
		}
	}
	if !done.any {
		for _, do := range callersOnCommit {
			do()
		}
		return results, written{}, nil
	}
	if len(done.entries) > 0 {
		w.cfg.Projector.Recording()
	}
	stored, err := w.flush(tx, sums)
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return results, written{}, err
	}
	w.last.advance(sums.Recorded)
	w.cfg.Rollups.Remember(stored)
	if n := len(done.entries); n > 0 {
		w.cfg.Tail.Append(done.entries)
		w.cfg.Projector.Recorded(done.entries[n-1].Seq)
	}
	for _, do := range append(onCommit, callersOnCommit...) {
		do()
	}
	return results, done, nil
}

// flush stores what the facts of the group add to the statistics.
func (w *Writer) flush(tx *sqlite.Transaction, sums rollup.Rollup) (stored rollup.Flushed, err error) {
	defer Recovered(&err)
	if stored, err = sums.Flush(tx.DB, w.cfg.Rollups); err != nil {
		err = fmt.Errorf("rollups: %w", err)
	}
	return stored, err
}

// reject sets rejection as the result of each mutation that has no error. The database has
// logged the cause.
func (w *Writer) reject(results []error, rejection *models.Error, cause error) []error {
	for i := range results {
		if results[i] == nil {
			results[i] = rejection
		}
	}
	w.outcome.Store(&Outcome{w.cfg.Now(), cause})
	return results
}
