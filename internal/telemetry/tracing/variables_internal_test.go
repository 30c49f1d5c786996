package tracing

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryVariableIsChecked compares the table with the sources of the packages that
// read variables: a new version of them may read more.
func TestEveryVariableIsChecked(t *testing.T) {
	checked := map[string]bool{}
	for _, v := range append(switches, variables...) {
		if checked[v.name] {
			t.Errorf("%s is in the table twice", v.name)
		}
		checked[v.name] = true
	}
	read := variablesOfPackages(t)
	for name := range read {
		if !checked[name] {
			t.Errorf("%s is read and not checked", name)
		}
	}
	ours := map[string]bool{"OTEL_SDK_DISABLED": true, "OTEL_TRACES_EXPORTER": true, "OTEL_PROPAGATORS": true}
	for name := range checked {
		if !read[name] && !ours[name] {
			t.Errorf("%s is checked and not read", name)
		}
	}
}

// variablesOfPackages finds names as literals, and the exporter's by their last part.
// OTEL_GO_X_ variables switch on experiments by the value true; no value of them is wrong.
func variablesOfPackages(t *testing.T) map[string]bool {
	t.Helper()
	listed, err := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}} {{.Dir}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"(OTEL_[A-Z_]+[A-Z])"`)
	part := regexp.MustCompile(`(?:With[A-Za-z]+\(|^\s*)"([A-Z_]+[A-Z])",`)
	names := map[string]bool{}
	for line := range strings.Lines(string(listed)) {
		path, folder, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !strings.HasPrefix(path, "go.opentelemetry.io/") {
			continue
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range literal.FindAllSubmatch(source, -1) {
				if name := string(found[1]); name != "OTEL_EXPORTER_OTLP" {
					names[name] = true
				}
			}
			if !bytes.Contains(source, []byte(`Namespace: "OTEL_EXPORTER_OTLP"`)) {
				continue
			}
			for sourceLine := range strings.Lines(string(source)) {
				if found := part.FindStringSubmatch(sourceLine); found != nil {
					names["OTEL_EXPORTER_OTLP_"+found[1]] = true
				}
			}
		}
	}
	if len(names) < 30 {
		t.Fatalf("only these variables were found: %v", names)
	}
	return names
}
