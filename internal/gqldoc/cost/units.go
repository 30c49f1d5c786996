package cost

// The cost of a field, in units. A value is one unit. A unit takes at most 3 µs of processor
// time and UnitBytes of memory. The command "make bench-attacks" measures the most expensive
// operations.
const (
	// ObjectUnits is for each object of a response, without its fields.
	ObjectUnits = 3
	// rowUnits is in addition for each object of a page, for which a row is read.
	rowUnits = 9
	// mutationUnits is for a mutation, and for each row of createItemActivities.
	mutationUnits = 30
	// countUnits is for a totalCount whose list is counted row by row.
	countUnits = 25
	// windowUnits is in addition for each window of a series.
	windowUnits = 6
	// sumUnits is for an actionCount over many days, and unionUnits for an actorCount. In a
	// series, an actorCount takes seriesUnionUnits, because the length of the window is
	// limited.
	sumUnits, unionUnits, seriesUnionUnits = 3, 15, 7
	// rankingUnits is for the most active items or actors of a window of a drive, in addition to those
	// that are returned. sevenDaysUnits is for those of the last seven days, which are sums of up to
	// 10,000 rows.
	rankingUnits, sevenDaysUnits = 30, 2_000
	// scanUnits is for the most active actors of the windows of items in an operation, which read up to
	// 100,000 activities.
	scanUnits = 60_000
	// nodeUnits is for an object that is looked up by its id.
	nodeUnits = 5
	// searchUnits is for the searches of names of an operation, which read up to
	// models.MaxSearchedNames names.
	searchUnits = 12_000
	// IdentityFieldsPerUnit is how many fields of identity sets are one unit.
	IdentityFieldsPerUnit = 4
)

// UnitBytes is the memory that a unit of cost takes at most until the response is
// encoded.
const UnitBytes = 160
