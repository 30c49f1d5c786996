package config

// Toggle is a setting that is on or off. It is no bool, whose flag would take no
// value in an argument of its own, as in --playground off.
type Toggle string

// On tells whether it is on.
func (t Toggle) On() bool { return t == "on" }
