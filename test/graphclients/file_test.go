package graphclients

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// graphql executes an operation as the user and decodes its data.
func (d *deployment) graphql(t *testing.T, document string, data any) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if d.user != "" {
		request.Header.Set("Authorization", "Bearer "+d.user)
	}
	response, err := d.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var result struct {
		Data   json.RawMessage
		Errors json.RawMessage
	}
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil || result.Errors != nil {
		t.Fatalf("%s: %v %s", document, err, result.Errors)
	}
	if err := json.Unmarshal(result.Data, data); err != nil {
		t.Fatal(err)
	}
}

// createFile creates a file with a drive activity in a new group of the user. Their ids begin
// with a prefix.
func (d *deployment) createFile(t *testing.T, prefix string) {
	t.Helper()
	d.graphql(t, strings.ReplaceAll(`mutation {
		createGroup(input: {id: "P-group", displayName: "Group", driveId: "P-drive"}) { id }
		addGroupMember(groupId: "P-group", applicationId: "importer") { id }
		createDriveItem(driveId: "P-drive", input: {id: "P-file", name: "file.txt", file: {}}) { id }
		createDriveActivity(driveItemId: "P-file", input: {id: "P-activity", action: {edit: {}}}) { id }
	}`, "P-", prefix+"-"), new(any))
}

// stored returns the number of accesses to a file of createFile.
func (d *deployment) stored(t *testing.T, prefix string) int {
	t.Helper()
	var data struct {
		ItemActivityStat struct {
			Access     struct{ ActionCount int }
			Activities struct{ TotalCount int }
		}
	}
	d.graphql(t, `{ itemActivityStat(id: "~allTime~`+prefix+`-file") { access { actionCount } activities { totalCount } } }`, &data)
	stat := data.ItemActivityStat
	if stat.Access.ActionCount != stat.Activities.TotalCount {
		t.Fatalf("the counts are %+v", stat)
	}
	return stat.Activities.TotalCount
}
