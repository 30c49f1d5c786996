// Package codec has the encodings of what the store keeps and hands out: it reads no
// database.
package codec
