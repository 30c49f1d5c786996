package auth

import (
	"slices"
	"strings"
)

// Scopes is a set of permissions, with the names of Microsoft Graph's permissions. A user's
// token has them as scopes, an application's token as roles.
type Scopes uint8

// The scopes of this server.
const (
	// FilesRead permits a caller to read in its own groups.
	FilesRead Scopes = 1 << iota
	// FilesReadAll permits an application to read in every group.
	FilesReadAll
	// FilesReadWrite permits a caller to read and record in its own groups.
	FilesReadWrite
	// FilesReadWriteAll permits an application to read and record in every group, and to
	// name anyone as the actor.
	FilesReadWriteAll
	// GroupReadWriteAll permits a caller to create groups, and an application to manage
	// every group. A user manages only the groups that it owns.
	GroupReadWriteAll

	everyScope = FilesRead | FilesReadAll | FilesReadWrite | FilesReadWriteAll | GroupReadWriteAll
)

// scopeNames are in the order of the bits.
var scopeNames = []string{"Files.Read", "Files.Read.All", "Files.ReadWrite", "Files.ReadWrite.All", "Group.ReadWrite.All"}

// ScopeNames returns the names of all scopes.
func ScopeNames() []string { return slices.Clone(scopeNames) }

// ScopesOf returns the scopes with these names. It ignores other names, because a token may
// also contain scopes of other services.
func ScopesOf(names ...string) (s Scopes) {
	for _, name := range names {
		if i := slices.Index(scopeNames, name); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// HasAny reports whether the set has at least one of the others.
func (s Scopes) HasAny(others Scopes) bool { return s&others != 0 }

// String returns the names, separated by spaces as in a token.
func (s Scopes) String() string {
	var names []string
	for i, name := range scopeNames {
		if s.HasAny(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}
