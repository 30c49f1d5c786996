package cost

// The cost of a field, in units. A value is one unit. A unit takes at most 3 µs of
// processor time and UnitBytes of memory; make bench-attacks measures the worst
// operations.
const (
	// ObjectUnits is for each object of a response, without its fields.
	ObjectUnits = 3
	// rowUnits is in addition for each object of a page, for which a row is read.
	rowUnits = 9
	// mutationUnits is for a share of a commit, and for each row that a bulk writes.
	mutationUnits = 30
	// countUnits is for a list that is counted row by row.
	countUnits = 25
	// windowUnits is in addition for each window of a series.
	windowUnits = 6
	// sumUnits is for the activities of many days, and unionUnits for their actors. In a
	// series the actors of a window take seriesUnionUnits, as its length is limited.
	sumUnits, unionUnits, seriesUnionUnits = 3, 15, 7
	// nodeUnits is for an object that is looked up by its id.
	nodeUnits = 5
	// IdentityFieldsPerUnit is how many fields of identity sets are one unit.
	IdentityFieldsPerUnit = 4
)

// UnitBytes is the memory that a unit of cost takes at most until the response is
// encoded.
const UnitBytes = 160
