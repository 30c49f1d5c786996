package rest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestLocationOfReservedIDs creates objects with ids that URLs and OData reserve, and reads them
// at their locations. Clients remove the segments . and .. of a URL, and the path of activities
// has the segment $ref.
func TestLocationOfReservedIDs(t *testing.T) {
	for path, member := range map[string]string{
		"/v1.0/groups": "displayName", "/v1.0/groups/g/drive/root/children": "name", "/v1.0/me/joinedGroups/g" + activities: "access",
	} {
		s := newItemServer(t)
		for _, id := range []string{".", "..", "$ref", "$a'b", "$ref/..", "a'b"} {
			location := s.readCreated(t, path, member, id)
			if member == "displayName" {
				s.readCreated(t, location+"/drive/root/children", "name", id+" in a drive")
			}
		}
	}
}

// readCreated creates an object with an id and a required member, and reads it at its location,
// which it returns.
func (s *server) readCreated(t *testing.T, path, member, id string) (location string) {
	t.Helper()
	body := map[string]any{"id": id, member: "x"}
	if member == "name" {
		body["file"] = struct{}{}
	}
	if member == "access" {
		body["access"] = struct{}{}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	created := s.send(t, http.MethodPost, path, string(encoded))
	if got := created.id(t); got != id {
		t.Fatalf("the id is %q, want %q", got, id)
	}
	sent, err := url.Parse(created.Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	// As clients do, ResolveReference removes the segments . and .. of the path.
	location = strings.TrimPrefix(new(url.URL).ResolveReference(sent).String(), publicURL)
	var got struct{ ID string }
	if read := s.get(t, location); json.Unmarshal(read.Body.Bytes(), &got) != nil || got.ID != id {
		t.Errorf("the object %q has the location %s, where the response is %d %s", id, sent, read.Code, read.Body)
	}
	return location
}
