//go:build !unix

package dbfile

import (
	"io/fs"
	"os"
)

// linksOf returns 1, because the number of links is not known here.
func linksOf(fs.FileInfo) uint64 { return 1 }

func hardLinked(string, string, fs.FileInfo) error { return nil }

func findLinks(string, fs.FileInfo) string { return "" }

func copyOwner(*os.File, fs.FileInfo) error { return nil }

func ownerNote(string, error) string { return "" }

func ReadOnlyDisk(string) bool { return false }
