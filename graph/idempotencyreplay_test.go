package graph_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

const keyConflict = `"argument":"Idempotency-Key"`

// wantReplay fails the test unless a response repeats the data of an earlier response and
// lists the field as replayed.
func wantReplay(t *testing.T, what, first, again string) {
	t.Helper()
	data, _, _ := strings.Cut(first, "}}")
	if strings.Contains(first, `"errors"`) || strings.Contains(first, "replayed") || !strings.HasPrefix(again, data) || !strings.Contains(again, "replayed") {
		t.Errorf("%s returns\n%s\nand again\n%s", what, first, again)
	}
}

// bulkRow returns a row of a bulk. If the id is empty, the id is derived from the
// idempotency key.
func bulkRow(activity, id string) string {
	input := "{access: {}}"
	if id != "" {
		input = fmt.Sprintf("{access: {}, id: %q}", id)
	}
	return fmt.Sprintf(`{groupId: "g", activityId: %q, statId: "~allTime~i", input: %s}`, activity, input)
}

func independentBulk(rows ...string) string {
	return "createItemActivities(atomic: false, inputs: [" + strings.Join(rows, " ") + "]) { activity { id } error { code } }"
}

// TestPartlyRefusedBulkUnderAKey checks that a retry returns the rows that were recorded,
// and tries to record the rejected rows again. Another bulk is a CONFLICT, as if all rows
// had been recorded.
func TestPartlyRefusedBulkUnderAKey(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	bulk := independentBulk(bulkRow("later", ""), bulkRow("k", "own"), bulkRow("k", ""))
	first := executeWithKey(t, s, auth.Local(), "key", bulk)
	if strings.Count(first, `"code":"NOT_FOUND"`) != 1 || strings.Count(first, `"activity":{`) != 2 {
		t.Fatalf("the bulk returns %s", first)
	}
	data, _, _ := strings.Cut(first, "}]}")
	if again := executeWithKey(t, s, auth.Local(), "key", bulk); !strings.HasPrefix(again, data) || !strings.Contains(again, `"replayed":[["field",1],["field",2]]`) {
		t.Errorf("the bulk returns\n%s\nand again\n%s", first, again)
	}
	stored := storedState(t, s)
	for what, other := range map[string]string{
		"without the row that was refused": independentBulk(bulkRow("k", "own"), bulkRow("k", "")),
		"with that row mended":             independentBulk(bulkRow("k", ""), bulkRow("k", "own"), bulkRow("k", "")),
		"with the rows that were recorded": independentBulk(bulkRow("k", "own")),
		"with no rows":                     independentBulk(),
		"with that row at another time":    independentBulk(`{groupId: "g", activityId: "later", statId: "~allTime~i", input: {access: {}, activityDateTime: "2024-05-06T00:00:00Z"}}`, bulkRow("k", "own"), bulkRow("k", "")),
		"with that row by another actor":   independentBulk(`{groupId: "g", activityId: "later", statId: "~allTime~i", input: {access: {}, actor: {user: {id: "ann"}}}}`, bulkRow("k", "own"), bulkRow("k", "")),
		"with that row in another stat":    independentBulk(`{groupId: "g", activityId: "later", statId: "~lastSevenDays~i", input: {access: {}}}`, bulkRow("k", "own"), bulkRow("k", "")),
		"with that row in another group":   independentBulk(`{groupId: "other", activityId: "later", statId: "~allTime~i", input: {access: {}}}`, bulkRow("k", "own"), bulkRow("k", "")),
		"with that row under an id":        independentBulk(bulkRow("later", "new"), bulkRow("k", "own"), bulkRow("k", "")),
		"in another order":                 independentBulk(bulkRow("k", "own"), bulkRow("later", ""), bulkRow("k", "")),
	} {
		if answer := executeWithKey(t, s, auth.Local(), "key", other); !strings.Contains(answer, keyConflict) {
			t.Errorf("%s it returns %s", what, answer)
		}
	}
	if now := storedState(t, s); now != stored {
		t.Errorf("another bulk stored something:\n%s\n%s", stored, now)
	}
	s.Execute(t, `mutation { createDriveActivity(driveItemId: "i", input: {id: "later", action: {edit: {}}}) { id } }`, nil, new(any))
	if last := executeWithKey(t, s, auth.Local(), "key", bulk); strings.Count(last, `"activity":{`) != 3 || !strings.Contains(last, `"replayed":[["field",1],["field",2]]`) {
		t.Errorf("once its activity is there, the row returns %s", last)
	}
}

// TestRefusedCreationLeavesItsKey checks that a key with which nothing was created can be
// used again.
func TestRefusedCreationLeavesItsKey(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for i, refused := range []string{
		`createDriveItem(driveId: "nowhere", input: {name: "x", file: {}}) { id }`,
		`createDriveItem(driveId: "d", input: {id: "k", name: "x", file: {}}) { id }`,
		`createItemActivities(inputs: [` + bulkRow("k", "") + bulkRow("no", "") + `]) { activity { id } error { code } }`,
		independentBulk(bulkRow("no", ""), bulkRow("no", "own")),
	} {
		key := fmt.Sprint("key", i)
		if answer := executeWithKey(t, s, auth.Local(), key, refused); strings.Contains(answer, `"id"`) {
			t.Fatalf("%s returns %s", refused, answer)
		}
		first, again := executeWithKey(t, s, auth.Local(), key, creations["createItemActivityStat"]), executeWithKey(t, s, auth.Local(), key, creations["createItemActivityStat"])
		wantReplay(t, "a stat after "+refused, first, again)
	}
}

// TestKeyOfWhatWasDeleted checks that a retry returns the created item in its current
// state, even if it was deleted.
func TestKeyOfWhatWasDeleted(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	for key, id := range map[string]string{"key": "", "other key": `id: "own", `} {
		create := `createDriveItem(driveId: "d", input: {` + id + `name: "x", file: {}}) { id deleted { deletedDateTime } }`
		first := executeWithKey(t, s, auth.Local(), key, create)
		created := first[strings.Index(first, `"id":"`)+len(`"id":"`):]
		created, _, _ = strings.Cut(created, `"`)
		s.Execute(t, `mutation ($id: ID!) { deleteDriveItem(driveItemId: $id) { id } }`, map[string]any{"id": created}, new(any))
		again := executeWithKey(t, s, auth.Local(), key, create)
		if !strings.Contains(again, `"id":"`+created+`","deleted":{"deletedDateTime":"`) || !strings.Contains(again, "replayed") {
			t.Errorf("%s\nreturns, after the deletion of the item,\n%s", first, again)
		}
		if other := executeWithKey(t, s, auth.Local(), key, creations["createItemActivity"]); !strings.Contains(other, keyConflict) {
			t.Errorf("another mutation with its key returns %s", other)
		}
	}
}

// TestOneKeyAtOnce sends mutations with one key at the same time. Of equal mutations only
// one creates the object. Of different mutations only one succeeds.
func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	const senders = 8
	send := func(s *gqlhttptest.Server, field func(int) string) (created, replayed, refused int) {
		answers := make([]string, senders)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = executeWithKey(t, s, auth.Local(), "key", field(i)) })
		}
		all.Wait()
		for _, answer := range answers {
			switch {
			case strings.Contains(answer, keyConflict):
				refused++
			case strings.Contains(answer, "replayed"):
				replayed++
			case strings.Contains(answer, `"id"`):
				created++
			}
		}
		return created, replayed, refused
	}
	for name, create := range creations {
		s := gqlhttptest.NewItemServer(t)
		same := func(int) string { return strings.ReplaceAll(create, "%s", "own") }
		if created, replayed, refused := send(s, same); created != 1 || replayed != senders-1 || refused != 0 {
			t.Errorf("%s at once: %d created, %d were replayed and %d refused", name, created, replayed, refused)
		}
		if !strings.Contains(create, "%s") {
			continue
		}
		s = gqlhttptest.NewItemServer(t)
		different := func(i int) string { return strings.ReplaceAll(create, "%s", fmt.Sprint("own", i)) }
		if created, replayed, refused := send(s, different); created != 1 || replayed != 0 || refused != senders-1 {
			t.Errorf("%s with different ids at once: %d created, %d were replayed and %d refused", name, created, replayed, refused)
		}
	}
}

// TestKeysSurviveARestart uses keys, opens the database again, and uses the keys again.
func TestKeysSurviveARestart(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	first := map[string]string{}
	for name, create := range creations {
		first[name] = executeWithKey(t, s, auth.Local(), name, strings.ReplaceAll(create, "%s", "own-"+strconv.Itoa(len(first))))
	}
	s.Reopen(t)
	wantKeys(t, s, first)
}

// wantKeys sends the mutation of each key again, and then another mutation with the same
// key.
func wantKeys(t *testing.T, s *gqlhttptest.Server, first map[string]string) {
	t.Helper()
	if len(first) == 0 {
		t.Fatal("no key was used")
	}
	for name, answer := range first {
		// The id is in the response, or it was derived from the key.
		sent := creations[name]
		if _, rest, ok := strings.Cut(answer, `"id":"own-`); ok {
			sent = strings.ReplaceAll(sent, "%s", "own-"+rest[:strings.IndexAny(rest, `"-`)])
		} else if strings.Contains(sent, "%s") {
			t.Fatalf("no id is in %s", answer)
		}
		again := executeWithKey(t, s, auth.Local(), name, sent)
		if data, _, _ := strings.Cut(answer, "}}"); !strings.HasPrefix(again, data) || !strings.Contains(again, "replayed") {
			t.Errorf("%s returns\n%s\nand again\n%s", name, answer, again)
		}
		other := creations["createItemActivityStat"]
		if strings.HasPrefix(name, "createItemActivityStat") {
			other = creations["createItemActivity"]
		}
		if answer := executeWithKey(t, s, auth.Local(), name, other); !strings.Contains(answer, keyConflict) {
			t.Errorf("another mutation with the key of %s returns %s", name, answer)
		}
	}
}

// TestKeysOfFormerVersions removes from the database what earlier versions did not record
// about keys. They recorded a bulk without its content, and of other mutations nothing. The
// ids that were derived from a key show that it was used.
func TestKeysOfFormerVersions(t *testing.T) {
	for statement, bulks := range map[string]bool{
		"DELETE FROM ids WHERE kind = 8":              false,
		"UPDATE ids SET content = x'' WHERE kind = 8": true,
	} {
		s := gqlhttptest.NewItemServer(t)
		first := map[string]string{}
		for name, create := range creations {
			// If no id was derived from the key, earlier versions recorded nothing about
			// it.
			if !strings.Contains(name, "with ") && strings.HasPrefix(name, "createItemActivities") == bulks {
				first[name] = executeWithKey(t, s, auth.Local(), name, strings.ReplaceAll(create, "%s", "own-"+strconv.Itoa(len(first))))
			}
		}
		done, err := openDatabase(t, s).Exec(statement)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := done.RowsAffected(); err != nil || n != int64(len(first)) {
			t.Fatalf("%s: %d of %d keys: %v", statement, n, len(first), err)
		}
		wantKeys(t, s, first)
	}
}

// TestAKeyCostsTwoStatements checks that a key costs two statements: one to look it up and
// one to record it. A retry needs only the first one, and a request without a key needs
// neither.
func TestAKeyCostsTwoStatements(t *testing.T) {
	s, asked := newStatementServer(t)
	s.CreateItem(t)
	tried := 0
	for name, create := range creations {
		if !strings.Contains(name, "with ") {
			continue
		}
		tried++
		ask := func(key, id string) int {
			t.Helper()
			asked.take()
			mutation, _, _ := strings.Cut(name, ",")
			field := strings.ReplaceAll(create, "%s", mutation+id)
			var answer string
			if key == "" {
				answer = s.Text(t, fmt.Sprintf(`{"query":%q}`, "mutation { field: "+field+" }"))
			} else {
				answer = executeWithKey(t, s, auth.Local(), key, field)
			}
			if strings.Contains(answer, `"errors"`) {
				t.Fatalf("%s returns %s", field, answer)
			}
			return len(asked.take())
		}
		ask("", "warm")
		without, repeated := ask("", "plain"), ask("", "plain")
		with, replayed := ask(name, "keyed"), ask(name, "keyed")
		if without == 0 || repeated == 0 || with != without+2 || replayed != repeated+1 {
			t.Errorf("%s: %d statements with a key and %d without; repeated %d and %d", name, with, without, replayed, repeated)
		}
	}
	if tried < 6 {
		t.Errorf("only %d creations were tried", tried)
	}
}
