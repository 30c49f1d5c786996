package test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestContributing follows the recipes of CONTRIBUTING.md in a copy of the repository. The
// program that it builds there opens a database of the program before. Then the new field
// works, and what was sent before the upgrade can be sent again.
func TestContributing(t *testing.T) {
	skipIfShort(t, "the recipes of CONTRIBUTING.md are not followed")
	skipUnderRace(t)
	const byID, keyed = `id: "before", name: "before.txt"`, `name: "keyed.txt"`
	database := filepath.Join(t.TempDir(), "itemactivity.db")
	before := start(t, database)
	before.createItem(t, byID, "", "id").want(t, `{"id":"before"}`, "", false)
	withKey := before.createItem(t, keyed, "a key", "id name")
	withKey.want(t, withKey.item, "", false)
	before.stop(t)

	copied := copyRepository(t)
	version := copied.newestMigration(t)
	copied.followRecipes(t)
	program := filepath.Join(copied.folder, "itemactivity")
	copied.run(t, "", "go", "build", "-buildvcs=false", "-o", program, ".")
	after := startCommand(t, serving(program, database))
	if upgraded := upgradedLine.FindStringSubmatch(after.logged()); upgraded == nil || upgraded[1] != strconv.Itoa(version) || upgraded[2] != strconv.Itoa(version+1) {
		t.Errorf("the log does not say that the database was upgraded from version %d to the next one:\n%s", version, after.logged())
	}

	const described = `id: "after", name: "after.txt", description: "What it is"`
	after.createItem(t, byID, "", "id description").want(t, `{"id":"before","description":null}`, "", true)
	after.createItem(t, keyed, "a key", "id name").want(t, withKey.item, "", true)
	after.createItem(t, described, "", "description").want(t, `{"description":"What it is"}`, "", false)
	after.createItem(t, described, "", "description").want(t, `{"description":"What it is"}`, "", true)
	after.createItem(t, `id: "after", name: "after.txt", description: "Something else"`, "", "id").want(t, "", "CONFLICT", false)
	after.createItem(t, `id: "after", name: "after.txt"`, "", "id").want(t, "", "CONFLICT", false)
	after.stop(t)

	again := startCommand(t, serving(program, database))
	var read struct{ Before, After struct{ Description *string } }
	again.graphql(t, `{ before: driveItem(id: "before") { description } after: driveItem(id: "after") { description } }`, nil, &read)
	if read.Before.Description != nil || read.After.Description == nil || *read.After.Description != "What it is" {
		t.Errorf("after a restart the items are %+v", read)
	}
	again.stop(t)
}

var upgradedLine = regexp.MustCompile(`msg="upgraded the database" .* from=(\d+) to=(\d+)`)

// createdItem is the response to the creation of an item.
type createdItem struct {
	item, code string
	replayed   bool
}

// createItem creates a file in the example drive. The members of its input are GraphQL.
func (s *server) createItem(t *testing.T, members, key, selection string) (c createdItem) {
	t.Helper()
	header := http.Header{}
	if key != "" {
		header.Set("Idempotency-Key", key)
	}
	body, err := s.post(request{Query: `mutation { createDriveItem(driveId: "example-drive", input: {file: {}, ` + members + `}) { ` + selection + ` } }`}, header)
	if err != nil {
		t.Fatal(err)
	}
	var response graphQLResponse
	var data struct{ CreateDriveItem json.RawMessage }
	if err := json.Unmarshal(body, &response); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(response.Data, &data); err != nil {
		t.Fatal(err)
	}
	if len(response.Errors) > 0 {
		c.code = response.Errors[0].Extensions.Code
	}
	c.item, c.replayed = string(data.CreateDriveItem), response.Extensions["idempotency"] != nil
	return c
}

func (c createdItem) want(t *testing.T, item, code string, replayed bool) {
	t.Helper()
	if want := (createdItem{item, code, replayed}); c != want {
		t.Errorf("the response is %+v, not %+v", c, want)
	}
}
