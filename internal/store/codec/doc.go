// Package codec has the encodings of what the store keeps and returns: posting gaps,
// actor sets, digests, cursors. It reads no database.
package codec
