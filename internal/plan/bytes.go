package plan

// The approximate memory of the parts of a plan, in bytes. The cache of documents counts it.
const (
	fieldBytes     = 256
	selectionBytes = 64
	nameBytes      = 64
	// typedFieldBytes is for a copy of a field of the document.
	typedFieldBytes = 256
	// inputBytes is for an argument without its value, and valueBytes for a value without its text.
	inputBytes = 96
	valueBytes = 64
)
