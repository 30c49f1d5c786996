// Package storetest tests a store with any database, only with exported methods.
package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// Database is a database that is empty before it is opened for the first time.
type Database struct {
	// Open opens a store with this database and the rest of the configuration. It is closed
	// when the test ends. A store that was closed can be opened again.
	Open func(tb testing.TB, cfg store.Config) *store.Store
	// Verify verifies the database, which may be open.
	Verify func(tb testing.TB) *verify.Result
}

var tests = []struct {
	name string
	run  func(*testing.T, Database)
}{
	{"Objects", testObjects},
	{"Repetition", testRepetition},
	{"IDsAreBytes", testIDsAreBytes},
	{"RecordAccess", testRecordAccess},
	{"Deletion", testDeletion},
	{"ItemTree", testItemTree},
	{"MoveDepth", testMoveDepth},
	{"Lists", testLists},
	{"Cursors", testCursors},
	{"Membership", testMembership},
	{"Claims", testClaims},
	{"GroupUpdate", testGroupUpdate},
	{"DisplayNames", testDisplayNames},
	{"Isolation", testIsolation},
	{"FilteredActivitiesOfOthers", testFilteredActivitiesOfOthers},
	{"IdempotencyKeys", testIdempotencyKeys},
	{"Retries", testRetries},
	{"BulkReplay", testBulkReplay},
	{"Counts", testCounts},
	{"PagesByRecording", testPagesByRecording},
	{"TotalCountLimit", testTotalCountLimit},
	{"ClockStepsBack", testClockStepsBack},
	{"RunsWithWrongClock", testRunsWithWrongClock},
	{"Snapshots", testSnapshots},
	{"ReadWithoutSnapshot", testReadWithoutSnapshot},
	{"Unauthenticated", testUnauthenticated},
	{"BulkRowsAreIndependent", testBulkRowsAreIndependent},
	{"IdentitySetOfSeveralCallers", testIdentitySetOfSeveralCallers},
	{"DevicesOfOneUser", testDevicesOfOneUser},
	{"RepetitionAfterRoleChange", testRepetitionAfterRoleChange},
	{"ExpiredDeadline", testExpiredDeadline},
	{"CountsOfInvisibleItem", testCountsOfInvisibleItem},
	{"DaysAreUTC", testDaysAreUTC},
	{"CountsMatchListsDuringWrites", testCountsMatchListsDuringWrites},
	{"VerifyDuringWrites", testVerifyDuringWrites},
}

// Run runs the tests, each with its own database, and logs how many ran. It fails if none
// ran.
func Run(t *testing.T, newDatabase func(tb testing.TB) Database) {
	t.Helper()
	ran := 0
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ran++
			test.run(t, newDatabase(t))
		})
	}
	t.Logf("%d of %d tests of the store ran", ran, len(tests))
	if ran == 0 {
		t.Error("none of the tests ran")
	}
}
