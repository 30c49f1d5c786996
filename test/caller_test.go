package test

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
)

// keys are a pair of keys that sign and check the tokens of one test.
type keys struct{ program, private, public string }

// newKeys makes a pair of keys in a directory.
func newKeys(program, directory string) (*keys, error) {
	name := filepath.Join(directory, "keys")
	if output, err := exec.Command(program, "keygen", "--out", name).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("keygen: %w\n%s", err, output)
	}
	return &keys{program, name + ".key", name + ".pub"}, nil
}

// caller is a user with a token. Who was made by newCaller has an item, in a drive and
// a group of its own.
type caller struct {
	*server
	name   string
	header http.Header
}

// bearer makes a token for a user.
func (k *keys) bearer(s *server, name string, flags ...string) (*caller, error) {
	arguments := append([]string{"token", "--key", k.private, "--user", name, "--scopes", "Files.ReadWrite Group.ReadWrite.All"}, flags...)
	token, err := exec.Command(k.program, arguments...).Output()
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	return &caller{s, name, http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(token))}}}, nil
}

// newCaller makes a token for a user, and the user's group, drive and item.
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

// do sends a request and wants an answer without errors.
func (c *caller) do(r request) error {
	body, err := c.post(r, c.header)
	if err == nil && codeOf(body) != "OK" {
		err = fmt.Errorf("%s was answered %.300s", c.name, body)
	}
	return err
}

// cheapRead is the least that a caller can ask of the database.
func (c *caller) cheapRead() request {
	return request{Query: `{ driveItem(id: "` + c.name + `-item") { name } }`}
}

// recordOne is a mutation of one row.
func (c *caller) recordOne() request {
	return request{Query: `mutation { createItemActivity(groupId: "` + c.name + `-group", activityId: "` + c.name +
		`-activity", statId: "~allTime~` + c.name + `-item", input: {access: {}}) { id } }`}
}

// bulk is a mutation of as many rows as there may be.
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

// expensiveRead is about as dear as the limits allow: pages of 100 in pages of 100.
func (c *caller) expensiveRead() request {
	return request{Query: `{ driveItem(id: "` + c.name + `-item") { analytics { allTime { activities(first: 100) { nodes {
		id activityDateTime driveItem { id analytics { allTime { activities(first: 100) { nodes {
			id activityDateTime recordedDateTime actor { user { id displayName } } recordedBy { user { id } } driveItem { id name } stat { id }
		} } } } } } } } } } }`}
}
