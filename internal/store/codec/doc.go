// Package codec contains encodings: posting gaps, actor sets, digests and cursors. It does
// not access the database.
package codec
