package gqlhttptest

import "testing"

// NewExampleServer is like NewServer, and creates the example data of a new database (see
// store.CreateExample).
func NewExampleServer(tb testing.TB) *Server {
	tb.Helper()
	s := NewServer(tb)
	if err := s.Store.CreateExample(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return s
}

// NewItemServer is like NewServer, and creates one item (see CreateItem).
func NewItemServer(tb testing.TB) *Server {
	tb.Helper()
	s := NewServer(tb)
	s.CreateItem(tb)
	return s
}

// CreateItem creates a group with the id g, its drive d, an item i in the drive, and a
// drive activity k of the item.
func (s *Server) CreateItem(tb testing.TB) {
	tb.Helper()
	s.Execute(tb, `mutation {
		createGroup(input: {id: "g", displayName: "G", driveId: "d"}) { id }
		createDriveItem(driveId: "d", input: {id: "i", name: "x", file: {}}) { id }
		createDriveActivity(driveItemId: "i", input: {id: "k", action: {edit: {}}}) { id }
	}`, nil, new(any))
}
