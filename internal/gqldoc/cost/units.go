package cost

// What a field costs, in units of which one takes at most 3 µs of processor time and
// UnitBytes of memory, measured by what is worst (make bench-attacks). A value is one
// unit.
const (
	// ObjectCost is what each object of an answer costs beside its fields.
	ObjectCost = 3
	// rowCost is what each object of a page costs beside that: a row is read for it.
	rowCost = 9
	// mutationCost is a share of a commit, and what one row of a bulk costs to write.
	mutationCost = 30
	// countCost is for a list that is counted row by row.
	countCost = 25
	// windowCost is what each stat of a series costs beside that.
	windowCost = 6
	// sumCost is for the activities of many days, and unionCost for their actors, which
	// take more where the window may be of any length than in a series.
	sumCost, unionCost, seriesUnionCost = 3, 15, 7
	// nodeCost is for an object that is looked up by its id.
	nodeCost = 5
	// IdentityCost is how many fields of identity sets cost as much as one other value.
	IdentityCost = 4
)

// UnitBytes is the memory that a unit of cost takes at most until the answer is
// encoded.
const UnitBytes = 160
