package test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repositoryCopy is a folder with the files of the repository, including those that are
// not committed yet.
type repositoryCopy struct{ folder string }

func copyRepository(t *testing.T) repositoryCopy {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = ".."
	listed, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	c := repositoryCopy{t.TempDir()}
	copied := 0
	for name := range strings.SplitSeq(strings.TrimSuffix(string(listed), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join("..", name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted, and the deletion is not committed
		}
		if err != nil {
			t.Fatal(err)
		}
		c.write(t, name, content)
		copied++
	}
	if copied < 100 {
		t.Fatalf("the repository has only %d files", copied)
	}
	return c
}

func (c repositoryCopy) write(t *testing.T, name string, content []byte) {
	t.Helper()
	path := filepath.Join(c.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// run runs a command in the folder, and returns its output. It must succeed.
func (c repositoryCopy) run(t *testing.T, input string, command ...string) string {
	t.Helper()
	run := exec.CommandContext(t.Context(), command[0], command[1:]...)
	run.Dir, run.Stdin = c.folder, strings.NewReader(input)
	var output bytes.Buffer
	run.Stdout, run.Stderr = &output, &output
	if err := run.Run(); err != nil {
		t.Fatalf("%s: %v\n%s\n%s", strings.Join(command, " "), err, input, &output)
	}
	return output.String()
}
