// Package auth defines the caller of a request and its permissions.
package auth

import (
	"context"

	"github.com/itemactivity/itemactivity/models"
)

// Principal is the caller of one request: a user, or an application that acts for itself.
// The context of the request carries it, and the store uses it in every statement to limit
// what the caller can see and change.
type Principal struct {
	// UserID is the caller's user id, empty for an application.
	UserID models.ID
	// ApplicationID is the id of the caller if UserID is empty, else of the application
	// through which the user acts. It may then be empty.
	ApplicationID models.ID
	// DisplayName is the name of the user, or of the application if there is no user.
	DisplayName string
	// Groups are claims of groups. The caller belongs to the groups with these claims, and
	// to those with a stored membership.
	Groups []models.ID
	// Scopes are the permissions of the caller.
	Scopes Scopes
	// Unlimited gives the caller access to every group, and lets it name anyone as the
	// actor. It is set in development mode.
	Unlimited bool
}

// LocalUserID is the id of the one user of a server in development mode.
const LocalUserID models.ID = "local-user"

// Local returns the caller of every request in development mode: a user with all
// permissions.
func Local() *Principal {
	return &Principal{
		UserID:      LocalUserID,
		DisplayName: "Local User",
		Scopes:      everyScope,
		Unlimited:   true,
	}
}

// ReadsEveryGroup reports whether the caller may read in groups to which it does not belong.
func (p *Principal) ReadsEveryGroup() bool {
	return p.reachesBeyond(FilesReadAll | FilesReadWriteAll | GroupReadWriteAll)
}

// WritesEveryGroup reports whether the caller may record in groups to which it does not
// belong.
func (p *Principal) WritesEveryGroup() bool { return p.reachesBeyond(FilesReadWriteAll) }

// ManagesEveryGroup reports whether the caller may manage groups that it does not own.
func (p *Principal) ManagesEveryGroup() bool { return p.reachesBeyond(GroupReadWriteAll) }

// NamesAnyone reports whether the caller may record activities of other users.
func (p *Principal) NamesAnyone() bool { return p.reachesBeyond(FilesReadWriteAll) }

// reachesBeyond returns true only for applications with one of the scopes. A user's scopes
// do not apply outside the user's own groups.
func (p *Principal) reachesBeyond(scopes Scopes) bool {
	return p.Unlimited || p.UserID == "" && p.Scopes.HasAny(scopes)
}

// Key identifies the caller for limits and counts. A user is the same caller through every
// application.
func (p *Principal) Key() string {
	if p.UserID != "" {
		return "user " + string(p.UserID)
	}
	return "application " + string(p.ApplicationID)
}

// IdentitySet returns the caller as an actor. It is the default of an omitted actor and the
// value of every recordedBy.
func (p *Principal) IdentitySet() *models.IdentitySet {
	var made struct { // one allocation
		set                         models.IdentitySet
		user, application           models.Identity
		userID, applicationID, name string
	}
	made.userID, made.applicationID, made.name = string(p.UserID), string(p.ApplicationID), p.DisplayName
	named := &made.application
	if p.UserID != "" {
		made.user.ID, made.set.User = &made.userID, &made.user
		named = &made.user
	}
	if p.ApplicationID != "" {
		made.application.ID, made.set.Application = &made.applicationID, &made.application
	}
	if p.DisplayName != "" {
		named.DisplayName = &made.name
	}
	return &made.set
}

// ErrNobody is the error of a request without a caller.
var ErrNobody = models.Errorf(models.Unauthenticated, "", "Authentication is required.")

type contextKey struct{}

// WithPrincipal returns a context that carries the caller.
func WithPrincipal(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// FromContext returns the caller, or nil if there is none.
func FromContext(ctx context.Context) *Principal {
	p, _ := ctx.Value(contextKey{}).(*Principal)
	return p
}
