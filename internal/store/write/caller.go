package write

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// RememberCaller has a calling user stored who was not seen before, or who has another
// name since. It never waits: the next request of a caller who could not be stored tries
// again. It costs a caller one commit, and nothing after that; a caller with several names
// costs one commit for each of them a RenameInterval.
func (w *Writer) RememberCaller(ctx context.Context) {
	caller := auth.FromContext(ctx)
	if w.knows(caller) {
		return
	}
	user := w.knownUserOf(caller)
	if !w.knownUsers.begin(user) {
		return
	}
	// The writer remembers the callers of all mutations; this one does nothing else.
	m := &Mutation{Caller: caller, Origin: ctx, Rows: 1, Do: func(*Tx) error { return nil }}
	if err := w.Enqueue(m); err != nil {
		w.knownUsers.end(user)
		return
	}
	go func() {
		if err := <-m.Done; err != nil {
			w.cfg.Logger.DebugContext(ctx, "a caller could not be remembered", "error", err)
		}
		w.knownUsers.end(user)
	}()
}

// storeCaller stores the caller of a mutation. What keeps it from that does not keep
// the caller from the mutation.
func (w *Writer) storeCaller(t *Tx) (fault error) {
	if w.knows(t.Caller) {
		return nil
	}
	// Read before the write: a claim that is set meanwhile is matched next time.
	known := w.knownUserOf(t.Caller)
	if err := t.savepoint("caller"); err != nil {
		return err
	}
	refusal, fault := t.endSavepoint("caller", t.rememberCaller())
	if fault != nil {
		return fault
	}
	if refusal != nil {
		w.cfg.Logger.Warn("a caller could not be remembered", "error", refusal)
		return nil
	}
	at := t.Now
	t.AfterCommit(func() {
		w.knownUsers.stored.Add(known, at)
		if known.name != "" {
			w.knownUsers.names.Add(known.user, known.name)
		}
	})
	return nil
}

func (t *Tx) rememberCaller() (err error) {
	defer Recovered(&err)
	user := read.UserOf(t.Caller)
	if err := t.RememberUser(user); err != nil {
		return err
	}
	if err := t.showNameByClaims(); err != nil {
		return err
	}
	if user.DisplayName != nil {
		if err := t.rename(user); err != nil {
			return err
		}
	}
	return t.storeNames()
}

// rename gives a user the name that the caller's credentials now have.
func (t *Tx) rename(user *models.User) error {
	known := t.DB.Table("users").Where("id = ?", user.UserID).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.Wrote = t.Wrote || renamed.RowsAffected > 0
	return renamed.Error
}

// RememberUser stores a user who is not known yet.
func (t *Tx) RememberUser(user *models.User) error {
	stored := t.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(user)
	t.Wrote = t.Wrote || stored.RowsAffected > 0
	return stored.Error
}

// ClaimSet says that the mutation has given a group a claim, or has changed its claim: the
// callers' claims are matched again.
func (t *Tx) ClaimSet() { t.AfterCommit(func() { t.writer.knownUsers.claimsSet.Add(1) }) }
