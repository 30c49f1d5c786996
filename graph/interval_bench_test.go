package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// readDays is a request for the counts of 90 days, as the benchmark over HTTP sends it.
const readDays = `{"query":"query Days($id: ID!, $from: DateTimeOffset!, $before: DateTimeOffset!) { driveItem(id: $id) { analytics {` +
	` activitiesByInterval(startDateTime: $from, endDateTime: $before, interval: DAY) { startDateTime access { actionCount actorCount } } } } }",` +
	`"variables":{"id":"example-file","from":"2024-01-01T00:00:00Z","before":"2024-03-31T00:00:00Z"}}`

// BenchmarkInterval reads the counts of 90 days through the handler. Each day has ten accesses of
// different users.
func BenchmarkInterval(b *testing.B) {
	for _, plans := range []bool{true, false} {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("plans=%t/clients=%d", plans, clients), func(b *testing.B) {
				s := openStore(b)
				ctx, endpoint := newEndpoint(b, s, plans)
				if err := send(ctx, endpoint, recordDays()); err != nil {
					b.Fatal(err)
				}
				for s.Metrics().Lag > 0 {
					time.Sleep(time.Millisecond)
				}
				repeat(b, clients, func(int64) error { return send(ctx, endpoint, readDays) })
			})
		}
	}
}

// recordDays returns a request that records the accesses of the 90 days.
func recordDays() string {
	var inputs []string
	for day := range 90 {
		for hour := range 10 {
			at := time.Date(2024, 1, 1+day, hour, 0, 0, 0, time.UTC).Format(time.RFC3339)
			inputs = append(inputs, fmt.Sprintf(`{"groupId":"example-group","activityId":"example-activity","statId":"~allTime~example-file",`+
				`"input":{"access":{},"activityDateTime":%q,"actor":{"user":{"id":"user-%d"}}}}`, at, (day*7+hour)%100))
		}
	}
	return `{"query":"mutation Days($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs) { error { code } } }",` +
		`"variables":{"inputs":[` + strings.Join(inputs, ",") + `]}}`
}
