package store_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the file is read without the store
)

var (
	keepUpgradeFile = flag.Bool("keep-upgrade-file", false, "record a database with a program, and keep it for the test of upgrades")
	upgradeProgram  = flag.String("upgrade-program", "", "the program that records the database; the present one if empty")
)

// TestKeepUpgradeFile records the facts with a program, and stores the database for
// TestUpgrade, under the version of its schema. It runs only for make upgrade-file.
func TestKeepUpgradeFile(t *testing.T) {
	if !*keepUpgradeFile {
		t.Skip("it writes a file of the repository: make upgrade-file runs it")
	}
	program := *upgradeProgram
	if program == "" {
		program = filepath.Join(t.TempDir(), "itemactivity")
		if said, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/itemactivity/itemactivity").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	// serve starts a program, sends it the requests, and stops it.
	serve(t, program, path, nil)
	version := schemaVersion(t, path)
	kept := upgradeFile(version)
	if _, err := os.Stat(kept); err == nil {
		t.Skipf("%s is kept already", kept)
	}
	serve(t, program, path, requestsOf(version))
	if names, err := filepath.Glob(path + "-*"); err != nil || len(names) > 0 {
		t.Fatalf("after a clean stop the folder contains %q (%v)", names, err)
	}
	if err := compress(kept, path); err != nil {
		t.Fatal(err)
	}
	t.Logf("kept %s", kept)
}

// serve starts a program, sends it the requests, and stops it.
func serve(t *testing.T, program, path string, requests []request) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, "--database", path, "--addr", "127.0.0.1:0")
	command.Env = []string{}
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	listening, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		lines := bufio.NewScanner(log)
		for lines.Scan() {
			fmt.Fprintln(&logged, lines.Text())
			if found := listeningLine.FindStringSubmatch(lines.Text()); found != nil {
				listening <- found[1]
			}
		}
	}()
	select {
	case url := <-listening:
		for _, r := range requests {
			if err := r.send(t, url+"graphql"); err != nil {
				t.Errorf("%s: %v", r.field, err)
			}
		}
	case <-time.After(time.Minute):
		t.Error("the program does not listen")
	case <-ended:
		t.Error("the program ended")
	}
	_ = command.Process.Signal(syscall.SIGTERM)
	<-ended
	if err := command.Wait(); err != nil || t.Failed() {
		t.Fatalf("%v\n%s", err, &logged)
	}
}

var listeningLine = regexp.MustCompile(`msg=listening url=(http://\S+/)`)

func (r request) send(t *testing.T, url string) error {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": r.document(), "variables": r.values})
	if err != nil {
		return err
	}
	sent, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	sent.Header.Set("Content-Type", "application/json")
	if r.key != "" {
		sent.Header.Set("Idempotency-Key", r.key)
	}
	response, err := http.DefaultClient.Do(sent)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var errorsOf struct{ Errors []json.RawMessage }
	if err := json.Unmarshal(answer, &errorsOf); err != nil || response.StatusCode != http.StatusOK || errorsOf.Errors != nil {
		return errors.Join(err, fmt.Errorf("%s: %s", response.Status, answer))
	}
	return nil
}

// schemaVersion returns the schema version of a file that no program has open.
func schemaVersion(t *testing.T, path string) (version int64) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

func compress(to, from string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var compressed bytes.Buffer
	w, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, compressed.Bytes(), 0o644) //nolint:gosec // a file of the repository
}
