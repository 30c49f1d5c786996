package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

const bulkMutation = `mutation ($inputs: [CreateItemActivityInput!]!, $atomic: Boolean!) {
	createItemActivities(inputs: $inputs, atomic: $atomic) { activity { id } error { code argument } }
}`

type bulkAnswer struct {
	Data *struct {
		CreateItemActivities []struct {
			Activity *struct{ ID string }
			Error    *struct{ Code, Argument string }
		}
	}
	Errors []struct {
		Extensions struct{ Code, Argument string }
	}
}

// sendBulk records accesses to the example file with the given ids. A row with an empty id
// is rejected.
func sendBulk(t *testing.T, s *gqlhttptest.Server, atomic bool, ids []string) (answer bulkAnswer) {
	t.Helper()
	inputs := make([]map[string]any, len(ids))
	for i, id := range ids {
		stat := "~allTime~" + string(store.ExampleFileID)
		if id == "" {
			stat = "~day:1999-01-01~" + string(store.ExampleFileID)
			id = fmt.Sprintf("refused-%d", i)
		}
		inputs[i] = map[string]any{
			"groupId": store.ExampleGroupID, "activityId": store.ExampleActivityID, "statId": stat,
			"input": map[string]any{"access": map[string]any{}, "id": id, "actor": map[string]any{"user": map[string]any{"id": fmt.Sprint("user-", i)}}},
		}
	}
	body, err := json.Marshal(map[string]any{"query": bulkMutation, "variables": map[string]any{"inputs": inputs, "atomic": atomic}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	recorder, _ := s.Do(r, auth.Local())
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v in %s", err, recorder.Body)
	}
	return answer
}

func bulkIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("row-%04d", i)
	}
	return ids
}

// countStored returns the number of accesses to the example file.
func countStored(t *testing.T, s *gqlhttptest.Server) int {
	t.Helper()
	var count *int
	if err := s.Store.View(auth.WithPrincipal(t.Context(), auth.Local()), func(ctx context.Context) error {
		stat, err := s.Store.ItemActivityStat(ctx, "~allTime~"+store.ExampleFileID)
		if err != nil {
			return err
		}
		list, err := s.Store.ItemActivities(ctx, stat, models.PageArgs{})
		if err != nil {
			return err
		}
		count, err = list.Count(ctx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return *count
}

// TestBulkOfThousand checks that a bulk of the maximum size is stored completely and
// returned in order, and that one more row is rejected before anything is stored.
func TestBulkOfThousand(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	for _, atomic := range []bool{true, false} {
		answer := sendBulk(t, s, atomic, bulkIDs(models.MaxBulk+1))
		if answer.Data != nil || answer.Errors[0].Extensions.Code != "BAD_USER_INPUT" || answer.Errors[0].Extensions.Argument != "inputs" {
			t.Errorf("too many rows are answered %+v", answer)
		}
		if n := countStored(t, s); n != 0 {
			t.Fatalf("%d rows of a refused bulk are stored", n)
		}
	}
	ids := bulkIDs(models.MaxBulk)
	answer := sendBulk(t, s, true, ids)
	if len(answer.Errors) > 0 || len(answer.Data.CreateItemActivities) != len(ids) {
		t.Fatalf("the errors are %+v", answer.Errors)
	}
	for i, row := range answer.Data.CreateItemActivities {
		if row.Activity == nil || row.Activity.ID != ids[i] {
			t.Fatalf("row %d returns %+v", i, row)
		}
	}
	if n := countStored(t, s); n != len(ids) {
		t.Errorf("%d of %d rows are stored", n, len(ids))
	}
}

// TestOneBadRow checks that one invalid row is rejected by itself, or all rows are rejected
// if atomic.
func TestOneBadRow(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	ids := bulkIDs(256)
	ids[100] = ""
	answer := sendBulk(t, s, true, ids)
	if answer.Data != nil || len(answer.Errors) != 1 || answer.Errors[0].Extensions.Argument != "inputs.100.input.activityDateTime" {
		t.Errorf("all or none returns %+v", answer)
	}
	if n := countStored(t, s); n != 0 {
		t.Fatalf("%d rows are stored of none", n)
	}
	answer = sendBulk(t, s, false, ids)
	if len(answer.Errors) > 0 {
		t.Fatalf("the errors are %+v", answer.Errors)
	}
	for i, row := range answer.Data.CreateItemActivities {
		if refused := row.Error != nil; refused != (i == 100) || refused == (row.Activity != nil) {
			t.Errorf("row %d returns %+v", i, row)
		}
	}
	if n := countStored(t, s); n != len(ids)-1 {
		t.Errorf("%d of %d rows are stored", n, len(ids)-1)
	}
}

// TestRefusedRowsHaveOneLocation checks that all errors of an atomic bulk have the location
// of its field.
func TestRefusedRowsHaveOneLocation(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	body := s.Text(t, `{"query": "mutation($i: [CreateItemActivityInput!]!) {\n createItemActivities(\n  inputs: $i) { error { code } } }", "variables": {"i": [`+
		strings.Repeat(`{"groupId": "none", "activityId": "k", "statId": "~allTime~i", "input": {"access": {}}},`, 2)+
		`{"groupId": "none", "activityId": "k", "statId": "~allTime~i", "input": {"access": {}}}]}}`)
	if strings.Count(body, `"code":"NOT_FOUND"`) != 3 || strings.Count(body, `"locations":[{"line":2,"column":2}]`) != 3 {
		t.Errorf("three refused rows are answered %s", body)
	}
}
