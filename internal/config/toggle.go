package config

// Toggle is a setting that is on or off. It is not a bool, because the flag of a bool
// cannot have a separate value, as in --playground off.
type Toggle string

// On reports whether the setting is on.
func (t Toggle) On() bool { return t == "on" }
