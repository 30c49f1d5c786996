package models

// Node is an object that has an id and can be read by it.
type Node interface{ IsNode() }

// IsNode marks a Node.
func (*User) IsNode() {}

// IsNode marks a Node.
func (*Group) IsNode() {}

// IsNode marks a Node.
func (*Drive) IsNode() {}

// IsNode marks a Node.
func (*DriveItem) IsNode() {}

// IsNode marks a Node.
func (*DriveActivity) IsNode() {}

// IsNode marks a Node.
func (*ItemAnalytics) IsNode() {}

// IsNode marks a Node.
func (*ItemActivityStat) IsNode() {}

// IsNode marks a Node.
func (*ItemActivity) IsNode() {}
