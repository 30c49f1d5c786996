package dbfile

import "os"

// PageSize is SQLite's default page size, with which all databases are created.
const PageSize = 4096

// Size returns the size of a file in bytes, or 0 if the file does not exist.
func Size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
