package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/mattn/go-sqlite3"
)

// sqliteMagic is the start of every SQLite database that is not empty.
const sqliteMagic = "SQLite format 3\x00"

// requireSQLite returns an error for a file that is not empty and does not start like a
// SQLite database. SQLite itself treats a file that is shorter than its header as an empty
// database.
func requireSQLite(name string, file io.ReaderAt, size int64) error {
	if size == 0 {
		return nil
	}
	begins := make([]byte, len(sqliteMagic))
	if _, err := file.ReadAt(begins, 0); err != nil && !errors.Is(err, io.EOF) {
		return cannotOpen(name, err)
	}
	if string(begins) != sqliteMagic {
		return fmt.Errorf("%s: the file is not a SQLite database: specify another file", name)
	}
	return nil
}

// Parts of the formats at https://www.sqlite.org/fileformat2.html.
const (
	// writeVersion is the offset in the header of a database that shows WAL mode.
	writeVersion = 18
	walMode      = "\x02\x02"
	// A log starts with a header of 32 bytes. It contains a magic number, and at saltAt 8
	// bytes that change whenever the log restarts. The header is followed by frames. A
	// frame is a header of 24 bytes, which starts with the number of a page, and the page.
	logHeader   = 32
	logMagic    = 0x377f0682
	saltAt      = 16
	frameHeader = 24
)

// RequireCompletePages returns SQLite's error for a damaged file if the file ends within a
// page. An interrupted copy leaves such a file. If there is a log, RequireCompletePages
// returns nil, because the log may contain the rest.
func (f *File) RequireCompletePages() error {
	const pageSizeAt = 16
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || Size(f.Path+"-wal") > 0 {
		return err
	}
	var header [pageSizeAt + 2]byte
	if _, err := f.ReadAt(header[:], 0); err != nil {
		return err
	}
	page := int64(binary.BigEndian.Uint16(header[pageSizeAt:]))
	if page == 1 { // 65,536 does not fit
		page = 1 << 16
	}
	if page > 0 && info.Size()%page != 0 {
		return sqlite3.Error{Code: sqlite3.ErrCorrupt}
	}
	return nil
}
