package dbfile

import "os"

// PageSize is SQLite's, and that of every database that it makes for us.
const PageSize = 4096

// Size is 0 for a file that is not there.
func Size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
