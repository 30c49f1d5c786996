package auth

import (
	"slices"
	"strings"
)

// Scopes is a set of what callers can be granted, by the names of Microsoft
// Graph's permissions. A delegated token has them as scopes, an application's
// as roles.
type Scopes uint8

// The scopes that mean something here.
const (
	// FilesRead lets a caller read what happened in its own groups.
	FilesRead Scopes = 1 << iota
	// FilesReadAll lets an application read it in every group.
	FilesReadAll
	// FilesReadWrite lets a caller record in its own groups as well.
	FilesReadWrite
	// FilesReadWriteAll lets an application record in every group, and name
	// anyone as the actor.
	FilesReadWriteAll
	// GroupReadWriteAll lets a caller create groups, and an application manage
	// every group. A user manages only the groups that it owns.
	GroupReadWriteAll

	everyScope = FilesRead | FilesReadAll | FilesReadWrite | FilesReadWriteAll | GroupReadWriteAll
)

// scopeNames are in the order of the bits.
var scopeNames = []string{"Files.Read", "Files.Read.All", "Files.ReadWrite", "Files.ReadWrite.All", "Group.ReadWrite.All"}

// ScopeNames returns the names of all scopes.
func ScopeNames() []string { return slices.Clone(scopeNames) }

// ScopesOf returns those of the names that mean something here: a token may
// have been granted more for other services. An unknown name adds nothing.
func ScopesOf(names ...string) (s Scopes) {
	for _, name := range names {
		if i := slices.Index(scopeNames, name); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// HasAny tells whether the set has at least one of the others.
func (s Scopes) HasAny(others Scopes) bool { return s&others != 0 }

// String is the names, separated by spaces as in a token.
func (s Scopes) String() string {
	var names []string
	for i, name := range scopeNames {
		if s.HasAny(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}
