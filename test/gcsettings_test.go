package test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGarbageCollectorSettings reads the settings of the garbage collector from the metrics. The
// variables of the Go runtime take precedence over flags.
func TestGarbageCollectorSettings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env, flags []string
		want       []string
	}{
		"flags":     {nil, []string{"--gc-percent", "150", "--memory-limit", "104857600"}, []string{"go_gc_gogc_percent 150", "go_gc_gomemlimit_bytes 1.048576e+08"}},
		"variables": {[]string{"ITEMACTIVITY_GC_PERCENT=70", "ITEMACTIVITY_MEMORY_LIMIT=104857600"}, nil, []string{"go_gc_gogc_percent 70", "go_gc_gomemlimit_bytes 1.048576e+08"}},
		"variables of Go": {
			[]string{"GOGC=300", "GOMEMLIMIT=200MiB"},
			[]string{"--gc-percent", "150", "--memory-limit", "104857600"},
			[]string{"go_gc_gogc_percent 300", "go_gc_gomemlimit_bytes 2.097152e+08"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := serving(built(t, program), filepath.Join(t.TempDir(), "a.db"), test.flags...)
			command.Env = append(os.Environ(), test.env...)
			s := startCommand(t, command)
			response, err := s.client.Get(s.url + "metrics")
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			text, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range test.want {
				if !strings.Contains(string(text), "\n"+line+"\n") {
					t.Errorf("the metrics do not have %s", line)
				}
			}
			s.stop(t)
		})
	}
}
