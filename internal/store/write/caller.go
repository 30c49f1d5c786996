package write

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// RememberCaller stores the caller if it is a user who is not stored yet or whose name has
// changed. It does not wait. If storing fails, the user's next request tries again. A user
// costs one commit. A user with several names costs at most one commit for each name in each
// RenameInterval.
func (w *Writer) RememberCaller(ctx context.Context) {
	caller := auth.FromContext(ctx)
	if w.knows(caller) {
		return
	}
	user := w.knownUserOf(caller)
	if !w.knownUsers.begin(user) {
		return
	}
	// The writer stores the caller of every mutation. This one does nothing else.
	m := &Mutation{Caller: caller, Origin: ctx, Rows: 1, Do: func(*Tx) error { return nil }}
	if err := w.Enqueue(m); err != nil {
		w.knownUsers.end(user)
		return
	}
	go func() {
		if err := <-m.Done; err != nil {
			w.cfg.Logger.DebugContext(ctx, "cannot store a caller", "error", err)
		}
		w.knownUsers.end(user)
	}()
}

// storeCaller stores the caller of a mutation, whom the writer does not know. If this fails,
// the mutation runs nevertheless. A fault means that the transaction cannot continue.
func (w *Writer) storeCaller(t *Tx) (fault error) {
	// This reads the counter of claims before the claims are matched. If a claim is set in
	// between, it is matched at the next request.
	known := w.knownUserOf(t.Caller)
	if err := t.savepoint("caller"); err != nil {
		return err
	}
	failed, fault := t.endSavepoint("caller", t.rememberCaller())
	if fault != nil {
		return fault
	}
	if failed != nil {
		w.cfg.Logger.Warn("cannot store a caller", "error", failed)
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
		return t.rename(user)
	}
	return nil
}

// rename stores the name in the caller's credentials if the user has another name.
func (t *Tx) rename(user *models.User) error {
	known := t.DB.Table("users").Where("id = ?", user.UserID).
		Where("display_name IS NOT ?", user.DisplayName)
	renamed := known.Update("display_name", user.DisplayName)
	t.Wrote = t.Wrote || renamed.RowsAffected > 0
	return renamed.Error
}

// RememberUser stores a user, unless the user is stored already.
func (t *Tx) RememberUser(user *models.User) error {
	stored := t.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(user)
	t.Wrote = t.Wrote || stored.RowsAffected > 0
	return stored.Error
}

// ClaimSet must be called when the mutation changes the claim of a group. After the commit,
// the claims of all callers are matched with those of the groups again.
func (t *Tx) ClaimSet() { t.AfterCommit(func() { t.writer.knownUsers.claimsSet.Add(1) }) }
