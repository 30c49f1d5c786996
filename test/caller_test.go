package test

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
)

// keys is the key pair of the tokens of one test.
type keys struct{ program, private, public string }

// newKeys creates a key pair in a directory.
func newKeys(program, directory string) (*keys, error) {
	name := filepath.Join(directory, "keys")
	if output, err := exec.Command(program, "keygen", "--out", name).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("keygen: %w\n%s", err, output)
	}
	return &keys{program, name + ".key", name + ".pub"}, nil
}

// caller is a user with a token. A caller of newCaller also has a group, a drive and an item.
type caller struct {
	*server
	name   string
	header http.Header
}

// bearer creates a token for a user.
func (k *keys) bearer(s *server, name string, flags ...string) (*caller, error) {
	arguments := append([]string{"token", "--key", k.private, "--user", name, "--scopes", "Files.ReadWrite Group.ReadWrite.All"}, flags...)
	token, err := exec.Command(k.program, arguments...).Output()
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return &caller{s, name, http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(token))}}}, nil
}

// newCaller creates a token for a user, and the user's group, drive, item and drive activity.
func (k *keys) newCaller(s *server, name string) (*caller, error) {
	c, err := k.bearer(s, name)
	if err != nil {
		return nil, err
	}
	for _, setUp := range []string{
		`createGroup(input: {id: "NAME-group", driveId: "NAME-drive", displayName: "Group of NAME"}) { id }`,
		`createDriveItem(driveId: "NAME-drive", input: {id: "NAME-item", name: "file", file: {}}) { id }`,
		`createDriveActivity(driveItemId: "NAME-item", input: {id: "NAME-activity", action: {create: {}}}) { id }`,
	} {
		if err := c.do(request{Query: "mutation { " + strings.ReplaceAll(setUp, "NAME", name) + " }"}); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// do sends a request. An error in the response is returned as an error.
func (c *caller) do(r request) error {
	body, err := c.post(r, c.header)
	if err == nil && codeOf(body) != "OK" {
		err = fmt.Errorf("the response to %s is %.300s", c.name, body)
	}
	return err
}

// cheapRead is a query of one row.
func (c *caller) cheapRead() request {
	return request{Query: `{ driveItem(id: "` + c.name + `-item") { name } }`}
}

// recordOne is a mutation of one row.
func (c *caller) recordOne() request {
	return request{Query: `mutation { createItemActivity(groupId: "` + c.name + `-group", activityId: "` + c.name +
		`-activity", statId: "~allTime~` + c.name + `-item", input: {access: {}}) { id } }`}
}

// bulk is a mutation of many rows.
func (c *caller) bulk(rows int) request {
	inputs := make([]map[string]any, rows)
	for i := range inputs {
		inputs[i] = map[string]any{
			"groupId": c.name + "-group", "activityId": c.name + "-activity", "statId": "~allTime~" + c.name + "-item",
			"input": map[string]any{"access": map[string]any{}},
		}
	}
	return request{
		Query:     `mutation ($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs, atomic: true) { activity { id } } }`,
		Variables: map[string]any{"inputs": inputs},
	}
}

// expensiveRead is a query that costs almost as much as the limits allow: 100 pages of 100
// activities.
func (c *caller) expensiveRead() request {
	return request{Query: `{ driveItem(id: "` + c.name + `-item") { analytics { allTime { activities(first: 100) { nodes {
		id activityDateTime driveItem { id analytics { allTime { activities(first: 100) { nodes {
			id activityDateTime recordedDateTime actor { user { id displayName } } recordedBy { user { id } } driveItem { id name } stat { id }
		} } } } } } } } } } }`}
}
