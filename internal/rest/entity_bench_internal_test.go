package rest

import (
	"io"
	"strings"
	"testing"
)

// BenchmarkEntity writes the activity that the documented request creates.
func BenchmarkEntity(b *testing.B) {
	const data = `{"createItemActivity":{"odataType":"ItemActivity","id":"01a20e93-c6ef-78cb-ab7c-1b395193eada","access":{"odataType":"AccessAction"},"activityDateTime":"2017-01-01T00:02:10.8639373+03:00",` +
		`"actor":{"odataType":"IdentitySet","application":{"odataType":"Identity","id":"Id value","displayName":"Display Name value"},"device":{"odataType":"Identity","id":null,"displayName":null},"user":{"odataType":"Identity","id":null,"displayName":null}}}}`
	path := []string{"createItemActivity"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := writeEntity(io.Discard, strings.NewReader(data), path, representation{}); err != nil {
			b.Fatal(err)
		}
	}
}
