package test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestIncompleteHeadersUseLittleMemory: clients send headers of many short fields and do not
// complete them. Such a header needs eight times its size in memory, and no token is needed
// to send one. The memory of the server must stay limited, and other clients must be served.
func TestIncompleteHeadersUseLittleMemory(t *testing.T) {
	t.Parallel()
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "a.db")))
	s.wantServesNewClient(t)
	idle := s.usage(t).peak
	var header strings.Builder
	header.WriteString("GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n")
	for n := 0; header.Len() < 60_000; n++ {
		fmt.Fprintf(&header, "a%d: b\r\n", n)
	}
	// The parsed fields of all of them would take more than three times as much.
	const clients, most = 800, 256 << 20
	for n := range clients {
		c := s.dialFrom(t, fmt.Sprintf("127.0.0.%d", 3+n%100))
		c.send(t, header.String())
	}
	ended := regexp.MustCompile(`itemactivity_client_connections_ended_total\{reason="slow"\} ([1-9]\d+)`)
	eventually(t, func() bool { return ended.MatchString(s.scrape(t, s.url)) }, s.logged)
	c := s.dialFrom(t, "127.0.0.2")
	c.wantServed(t)
	c.wantStatus(t, "/readyz", http.StatusOK)
	if grown := s.usage(t).peak - idle; grown > most {
		t.Errorf("%d incomplete headers increased the memory by %d MiB, want at most %d MiB", clients, grown>>20, most>>20)
	}
	s.stop(t)
}
