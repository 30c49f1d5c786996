// Package auth says who is calling.
package auth

import (
	"context"

	"github.com/itemactivity/itemactivity/models"
)

// Principal is the caller of one request: a user, or an application that acts
// for itself. It is put into the request's context before anything else runs,
// and every statement of the store is limited by it.
type Principal struct {
	// UserID is the caller's user id, empty for an application.
	UserID models.ID
	// ApplicationID is the caller's application id: the caller itself if
	// UserID is empty, else the application through which the user acts.
	ApplicationID models.ID
	// DisplayName is the name of the user, or of an application without one.
	DisplayName string
	// Groups are the claims of groups to which the caller belongs, next to those
	// with a stored membership.
	Groups []models.ID
	// Scopes are what the caller was granted.
	Scopes Scopes
	// Unlimited lifts the limits to the caller's own groups and own name, as in
	// development mode.
	Unlimited bool
}

// LocalUserID is the id of the one user of a server in development mode.
const LocalUserID models.ID = "local-user"

// Local is the caller of every request in development mode: one user with
// every right.
func Local() *Principal {
	return &Principal{
		UserID:      LocalUserID,
		DisplayName: "Local User",
		Scopes:      everyScope,
		Unlimited:   true,
	}
}

// ReadsEveryGroup tells whether the caller sees groups that it is no member of.
func (p *Principal) ReadsEveryGroup() bool {
	return p.reachesBeyond(FilesReadAll | FilesReadWriteAll | GroupReadWriteAll)
}

// WritesEveryGroup tells whether the caller may record in groups that it is no
// member of.
func (p *Principal) WritesEveryGroup() bool { return p.reachesBeyond(FilesReadWriteAll) }

// ManagesEveryGroup tells whether the caller manages groups that it does not own.
func (p *Principal) ManagesEveryGroup() bool { return p.reachesBeyond(GroupReadWriteAll) }

// NamesAnyone tells whether the caller may record what another user did.
func (p *Principal) NamesAnyone() bool { return p.reachesBeyond(FilesReadWriteAll) }

// reachesBeyond is true for applications with one of the scopes alone: what a
// user grants to an application never exceeds the user's own groups.
func (p *Principal) reachesBeyond(scopes Scopes) bool {
	return p.Unlimited || p.UserID == "" && p.Scopes.HasAny(scopes)
}

// Key tells callers apart, for what is counted of each: a user is one caller
// through whatever application.
func (p *Principal) Key() string {
	if p.UserID != "" {
		return "user " + string(p.UserID)
	}
	return "application " + string(p.ApplicationID)
}

// IdentitySet is the caller as the actor of what it does: the default of an
// omitted actor, and the value of every recordedBy.
func (p *Principal) IdentitySet() *models.IdentitySet {
	identity := func(id models.ID, name string) *models.Identity {
		i := &models.Identity{ID: (*string)(&id)}
		if name != "" {
			i.DisplayName = &name
		}
		return i
	}
	var set models.IdentitySet
	if p.UserID != "" {
		set.User = identity(p.UserID, p.DisplayName)
	}
	if p.ApplicationID != "" {
		name := p.DisplayName
		if p.UserID != "" {
			name = ""
		}
		set.Application = identity(p.ApplicationID, name)
	}
	return &set
}

// ErrNobody refuses a request that has no caller.
var ErrNobody = models.Errorf(models.Unauthenticated, "", "Say who is calling.")

type contextKey struct{}

// WithPrincipal returns a context that carries the caller.
func WithPrincipal(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// FromContext returns the caller, or nil where nobody was let in.
func FromContext(ctx context.Context) *Principal {
	p, _ := ctx.Value(contextKey{}).(*Principal)
	return p
}
