// Package analytics reads the statistics of drives: counts, lists, and the most active items and
// actors.
package analytics

// Store reads the statistics of drives.
type Store struct{}
