package gqlhttptest

import "testing"

// NewExampleServer is NewServer with the data that the program creates at its first
// start, see store.CreateExample.
func NewExampleServer(t testing.TB) *Server {
	t.Helper()
	s := NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// NewItemServer is NewServer with one item, see CreateItem.
func NewItemServer(t testing.TB) *Server {
	t.Helper()
	s := NewServer(t)
	s.CreateItem(t)
	return s
}

// CreateItem creates a group g, its drive d, an item i in it, and a drive activity k
// of the item.
func (s *Server) CreateItem(t testing.TB) {
	t.Helper()
	s.Execute(t, `mutation {
		createGroup(input: {id: "g", displayName: "G", driveId: "d"}) { id }
		createDriveItem(driveId: "d", input: {id: "i", name: "x", file: {}}) { id }
		createDriveActivity(driveItemId: "i", input: {id: "k", action: {edit: {}}}) { id }
	}`, nil, new(any))
}
