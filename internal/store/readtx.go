package store

import (
	"context"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// view is one state of the database, at one time, as one caller may see it.
type view struct {
	store  *Store
	db     *gorm.DB
	caller *auth.Principal
	now    models.Instant
	// everyGroup lifts the limit to the caller's own groups.
	everyGroup bool
	// families merge what is looked up for one object with what is for its
	// siblings; nil in the writer, which reads row by row.
	families *families
	// uncommitted says that the state is the writer's own: what is read from
	// it may still be rolled back, and is not remembered.
	uncommitted bool
}

// remember keeps what was read for later, unless it may be rolled back.
func (v view) remember(keep func()) {
	if !v.uncommitted {
		keep()
	}
}

// within limits a statement to the groups that the caller may see; column is
// the one that holds a group's number.
func (v view) within(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if v.everyGroup {
			return db
		}
		condition, vars := v.visible(column)
		return db.Where(condition, vars...)
	}
}

// visible is the condition that within adds, with its values. It has one
// placeholder for each of them, so that it needs no gorm.
func (v view) visible(column string) (condition string, vars []any) {
	if v.everyGroup {
		return "TRUE", nil
	}
	kind, member := memberOf(v.caller)
	condition = `EXISTS (SELECT 1 FROM group_members AS own WHERE own.group_num = ` + column + ` AND own.kind = ? AND own.member = ?)`
	vars = []any{kind, member}
	if len(v.caller.Groups) == 0 {
		return condition, vars
	}
	condition = `(` + condition + ` OR ` + column + ` IN (SELECT claimed.num FROM groups AS claimed WHERE claimed.claim IN (?` +
		strings.Repeat(`,?`, len(v.caller.Groups)-1) + `)))`
	for _, id := range v.caller.Groups {
		vars = append(vars, id)
	}
	return condition, vars
}

// ownGroups selects the numbers of the groups that the caller belongs to. One may
// come twice: a stored membership may be the token's, too.
func (v view) ownGroups() clause.Expr {
	kind, member := memberOf(v.caller)
	own := clause.Expr{
		SQL:  "SELECT group_num AS num FROM group_members WHERE kind = ? AND member = ?",
		Vars: []any{kind, member},
	}
	if len(v.caller.Groups) > 0 {
		own.SQL += " UNION ALL SELECT num FROM groups WHERE claim IN ?"
		own.Vars = append(own.Vars, v.caller.Groups)
	}
	return own
}

// memberOf says as whom the caller is a member of groups: a user who acts
// through an application has the user's groups only.
func memberOf(p *auth.Principal) (memberKind, models.ID) {
	if p.UserID != "" {
		return userMember, p.UserID
	}
	return applicationMember, p.ApplicationID
}

type snapshotKey struct{}

// snapshot is a read transaction that begins with its first statement.
type snapshot struct {
	// ctx is the whole request's: the transaction outlives the field that
	// begins it. cancel ends what is being read.
	ctx    context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	db     *gorm.DB
	// endRead ends the transaction; nil before it began.
	endRead func()
	err     error
	ended   bool
	now     models.Instant
	// families know what the snapshot has found.
	families *families
}

// Snapshot returns a context in which everything that is read comes from one
// state of the database, with one now. The state is that of the first read, so
// what was written before is in it. The caller ends it; the context's deadline
// ends it too, so that no reader holds up the checkpoints. So does the store,
// with the returned context, if the log cannot begin anew otherwise: the
// context's cause is UNAVAILABLE then.
func (s *Store) Snapshot(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	snap := &snapshot{ctx: ctx, cancel: cancel, now: models.NewInstant(s.now()), families: newFamilies()}
	forget := context.AfterFunc(ctx, snap.end)
	return context.WithValue(ctx, snapshotKey{}, snap), func() {
		forget()
		snap.end()
	}
}

func (snap *snapshot) begin(s *Store, caller *auth.Principal) (*gorm.DB, error) {
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.db == nil && snap.err == nil && !snap.ended {
		snap.db, snap.endRead, snap.err = s.database.BeginRead(snap.ctx, caller.Key(), snap.cancel)
	}
	if snap.ended {
		return nil, context.Cause(snap.ctx)
	}
	if snap.err != nil {
		return nil, snap.err
	}
	return snap.db, nil
}

// end also interrupts what is still being read.
func (snap *snapshot) end() {
	snap.cancel(nil)
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.ended {
		return
	}
	snap.ended = true
	if snap.endRead != nil {
		snap.endRead()
	}
}

// read returns the caller's view of the context's snapshot.
func (s *Store) read(ctx context.Context) (view, error) {
	if ctx.Err() != nil {
		return view{}, context.Cause(ctx)
	}
	caller := auth.FromContext(ctx)
	if caller == nil {
		return view{}, auth.ErrNobody
	}
	snap, ok := ctx.Value(snapshotKey{}).(*snapshot)
	if !ok {
		panic("store: read outside of a snapshot")
	}
	db, err := snap.begin(s, caller)
	if err != nil {
		return view{}, err
	}
	return view{store: s, db: db.WithContext(ctx), caller: caller, everyGroup: caller.ReadsEveryGroup(), now: snap.now, families: snap.families}, nil
}
