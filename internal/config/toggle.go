package config

// Toggle is a setting that is on or off. It is a string because the flag of a bool
// takes no separate value, as in --playground off.
type Toggle string

// On tells whether it is on.
func (t Toggle) On() bool { return t == "on" }
