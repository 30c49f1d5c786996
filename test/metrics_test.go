package test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	ownMetric       = regexp.MustCompile(`(?m)^# TYPE (itemactivity_\w+) `)
	documentedEntry = regexp.MustCompile("(?m)^\\| `(itemactivity_\\w+)` \\| ([^|]*)\\|")
	series          = regexp.MustCompile(`(?m)^(itemactivity_\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? \S+$`)
	label           = regexp.MustCompile(`(\w+)="`)
)

// scrape returns the metrics at the base URL of a listener.
func (s *server) scrape(t *testing.T, url string) string {
	t.Helper()
	status, text, err := s.fetch(url + "metrics")
	if err != nil || status != http.StatusOK {
		t.Fatalf("the status of /metrics is %d: %v\n%s", status, err, text)
	}
	return text
}

// TestUnplannedOperationsAreCounted checks that introspection is counted, because it is executed
// without a plan. With --plans off, nothing is counted.
func TestUnplannedOperationsAreCounted(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{"on": "1", "off": "0"} {
		s := start(t, filepath.Join(t.TempDir(), "a.db"), "--plans", setting)
		for _, document := range []string{"{ __schema { queryType { name } } }", "{ me { id } }"} {
			s.graphql(t, document, nil, new(any))
		}
		text := s.scrape(t, s.url)
		for _, line := range []string{`{reason="introspection"} ` + want, `{reason="size"} 0`} {
			if line = "\nitemactivity_unplanned_operations_total" + line + "\n"; !strings.Contains(text, line) {
				t.Errorf("with --plans %s, the metrics have no line %q", setting, line)
			}
		}
		s.stop(t)
	}
}

// TestMetricsAreDocumented: the table in docs/monitoring.md must have exactly the metrics of
// the server, each with its labels.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for _, row := range documentedEntry.FindAllStringSubmatch(string(docs), -1) {
		labels := []string{}
		for _, name := range strings.FieldsFunc(row[2], func(r rune) bool { return r == ',' || r == ' ' }) {
			labels = append(labels, strings.Trim(name, "`"))
		}
		slices.Sort(labels)
		documented[row[1]] = labels
	}
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	s.graphql(t, `mutation Documented { createGroup(input: {displayName: "x"}) { id } }`, nil, new(any))
	text := s.scrape(t, s.url)
	exposed := map[string][]string{}
	for _, found := range ownMetric.FindAllStringSubmatch(text, -1) {
		exposed[found[1]] = nil
	}
	for _, found := range series.FindAllStringSubmatch(text, -1) {
		labels := []string{}
		for _, l := range label.FindAllStringSubmatch(found[2], -1) {
			if l[1] != "le" {
				labels = append(labels, l[1])
			}
		}
		slices.Sort(labels)
		exposed[found[1]] = labels
	}
	if len(exposed) < 10 {
		t.Fatalf("the test found only %d metrics in %s", len(exposed), text)
	}
	if !maps.EqualFunc(documented, exposed, slices.Equal) {
		t.Errorf("docs/monitoring.md has\n%v\nand the server has\n%v", documented, exposed)
	}
	for _, want := range []string{"go_goroutines", "process_resident_memory_bytes"} {
		if !strings.Contains(text, "\n"+want+" ") {
			t.Errorf("the metrics have no %s", want)
		}
	}
	s.stop(t)
}

// TestMetricSeriesAreBounded: clients send ten thousand operation names. The number of series
// must stay limited, with the label operation="other" for the names beyond the limit.
func TestMetricSeriesAreBounded(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"))
	const names, clients = 10_000, 8
	var sending sync.WaitGroup
	for client := range clients {
		sending.Go(func() {
			for n := client; n < names; n += clients {
				query := fmt.Sprintf("query Hostile%d { __typename }", n)
				if n%100 == 0 {
					query = fmt.Sprintf("query Invalid%d { nothing%d }", n, n)
				}
				if _, _, err := s.send(request{Query: query}, nil); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	sending.Wait()
	for _, path := range []string{"", "query", "nowhere", "nowhere/else"} {
		if _, _, err := s.fetch(s.url + path); err != nil {
			t.Error(err)
		}
	}
	text := s.scrape(t, s.url)
	// Each name has a counter and a histogram, together 18 series.
	const perName = 18
	if got := len(series.FindAllString(text, -1)); got < 100*perName || got > 200*perName+200 {
		t.Errorf("the metrics have %d series, want %d to %d", got, 100*perName, 200*perName+200)
	}
	if len(text) > 1<<20 {
		t.Errorf("the metrics have %d bytes, want at most 1 MiB", len(text))
	}
	if !strings.Contains(text, `operation="other"`) {
		t.Error(`no series has operation="other"`)
	}
	s.stop(t)
}

// TestMetricsWithTokensNeedOwnAddress: if callers need tokens, the main address must not
// serve the metrics. The address of --metrics-addr must serve metrics and health, and must
// not serve GraphQL.
func TestMetricsWithTokensNeedOwnAddress(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	keys, err := newKeys(built(t, program), folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []bool{false, true} {
		flags := []string{"--keys", keys.public}
		if own {
			flags = append(flags, "--metrics-addr", "127.0.0.1:0")
		}
		s := start(t, filepath.Join(folder, "a.db"), flags...)
		wantStatus := func(url string, want int) {
			t.Helper()
			if status, body, err := s.fetch(url); err != nil || status != want {
				t.Errorf("the status of %s is %d, want %d (%v): %s", url, status, want, err, body)
			}
		}
		wantStatus(s.url+"metrics", http.StatusNotFound)
		wantStatus(s.url+"livez", http.StatusOK)
		wantStatus(s.url+"readyz", http.StatusOK)
		if own {
			m := s.monitoring(t)
			wantStatus(m+"metrics", http.StatusOK)
			wantStatus(m+"livez", http.StatusOK)
			wantStatus(m+"readyz", http.StatusOK)
			wantStatus(m+"graphql", http.StatusNotFound)
		}
		s.stop(t)
	}
}

// TestMetricsCountRequests: the metrics must count requests by operation, type and error code.
func TestMetricsCountRequests(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(t.TempDir(), "a.db"), "--metrics-addr", "127.0.0.1:0")
	s.graphql(t, `mutation Make { createGroup(input: {displayName: "x"}) { id } }`, nil, new(any))
	s.graphql(t, `{ __typename }`, nil, new(any))
	for _, query := range []string{`mutation Miss { deleteDriveItem(driveItemId: "none") { id } }`, `{`} {
		if _, _, err := s.send(request{Query: query}, nil); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		`itemactivity_requests_total{code="OK",operation="Make",type="mutation"} 1`,
		`itemactivity_requests_total{code="OK",operation="anonymous",type="query"} 1`,
		`itemactivity_requests_total{code="NOT_FOUND",operation="Miss",type="mutation"} 1`,
		`itemactivity_requests_total{code="BAD_USER_INPUT",operation="none",type="none"}`,
		`itemactivity_operation_duration_seconds_count{operation="Make",type="mutation"} 1`,
		`itemactivity_commit_failures_total 0`,
		`itemactivity_writer_waiting_rows 0`,
	}
	// A request is counted after its response is sent.
	for _, line := range want {
		metrics := ""
		eventually(t, func() bool {
			metrics = s.scrape(t, s.monitoring(t))
			return strings.Contains(metrics, line)
		}, func() string { return "the metrics have no " + line + ":\n" + metrics })
	}
	s.stop(t)
}
