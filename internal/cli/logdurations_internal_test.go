package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/config"
)

// TestDurationsInJSONLogs wants the unit in the name of each duration: those of a
// request, of a statement and of the stop.
func TestDurationsInJSONLogs(t *testing.T) {
	listening, stop := started(t, "--addr=127.0.0.1:0", "--drain=250ms", "--log-level=debug", "--database="+filepath.Join(t.TempDir(), "a.db"))
	url, _ := listening["url"].(string)
	asked{method: http.MethodPost, path: "graphql", query: "{ groups { totalCount } }"}.send(t, url)
	_, log := stop()

	want := map[string]string{"request": "duration_seconds", "statement": "duration_seconds", "stopping": "drain_seconds"}
	for lines := json.NewDecoder(strings.NewReader(log)); ; {
		var line map[string]any
		if err := lines.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		message, _ := line["msg"].(string)
		for _, bare := range []string{"duration", "drain", "limit"} {
			if value, ok := line[bare]; ok {
				t.Errorf("%s has %s=%v without a unit", message, bare, value)
			}
		}
		key := want[message]
		if _, ok := line[key]; !ok {
			continue
		}
		delete(want, message)
		seconds, ok := line[key].(float64)
		if !ok || seconds <= 0 || seconds > 10 {
			t.Errorf("%s has %s=%v, want seconds", message, key, line[key])
		}
		if message == "stopping" && seconds != 0.25 {
			t.Errorf("%s has %s=%v, want 0.25", message, key, seconds)
		}
	}
	if len(want) > 0 {
		t.Errorf("the log has no line of %v:\n%s", want, log)
	}
}

// TestDurationsInTextLogs have their unit in the value.
func TestDurationsInTextLogs(t *testing.T) {
	var log bytes.Buffer
	c := config.Config{LogFormat: "text", LogLevel: "info"}
	c.NewLogger(&log).Info("request", "duration", 1500*time.Microsecond)
	if !strings.Contains(log.String(), " duration=1.5ms\n") {
		t.Errorf("the log is %q", log.String())
	}
}
