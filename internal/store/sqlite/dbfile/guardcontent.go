package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// contentAttempts is the number of times that the content is read before an error counts. A
// checkpoint may truncate the log between two system calls of a check.
const contentAttempts = 3

// checkContent looks for signs that another program has overwritten or truncated the files.
// An example is a backup that was copied over the database with cp.
func (g *Guard) checkContent(wrote bool) (err error) {
	database, log := g.held[heldDatabase].info, g.held[heldLog].info
	for attempt := range contentAttempts {
		if attempt > 0 {
			var errs [2]error
			database, errs[0] = g.file.Stat()
			log, errs[1] = g.log.Stat()
			if err := errors.Join(errs[:]...); err != nil {
				return err
			}
		}
		if err = errors.Join(g.checkDatabase(database), g.checkLog(log.Size(), wrote)); err == nil {
			return nil
		}
	}
	return err
}

// sizes returns the number of pages of the database and of its log, as SQLite reports them.
func (g *Guard) sizes() (database, log int64, err error) {
	var busy, copied int64
	err = errors.Join(g.db.Raw("PRAGMA page_count").Row().Scan(&database),
		g.db.Raw("PRAGMA wal_checkpoint(NOOP)").Row().Scan(&busy, &log, &copied))
	return database, log, err
}

// checkDatabase checks that the file starts like a database in WAL mode, which backups do
// not, and that it is not smaller than before, except after a VACUUM. A file that has not
// changed since the last check is not read.
func (g *Guard) checkDatabase(now fs.FileInfo) error {
	before := g.database
	if before != nil && before.Size() == now.Size() && before.ModTime().Equal(now.ModTime()) {
		return nil
	}
	begins := make([]byte, writeVersion+len(walMode))
	if n, err := g.file.ReadAt(begins, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	} else if n < len(begins) || string(begins[:len(sqliteMagic)]) != sqliteMagic || string(begins[writeVersion:]) != walMode {
		return fmt.Errorf("%s was overwritten: its first page is different", g.file.Path)
	}
	if before != nil && now.Size() < before.Size() {
		if pages, _, err := g.sizes(); err != nil || pages*PageSize >= before.Size() {
			return fmt.Errorf("%s was truncated: it had %d bytes and has %d", g.file.Path, before.Size(), now.Size())
		}
	}
	g.database = now
	return nil
}

// checkLog checks that the log has a correct header, and that a frame still ends where the
// log ended at the last check. SQLite writes at smaller offsets only after a restart of the
// log.
func (g *Guard) checkLog(size int64, wrote bool) error {
	if size == 0 {
		pages, err := int64(0), error(nil)
		if wrote || g.tail > 0 {
			// A checkpoint may have truncated the log, also after the commit.
			_, pages, err = g.sizes()
		}
		if err == nil && pages == 0 {
			g.tail = 0
			return nil
		}
	}
	var header [logHeader]byte
	if _, err := g.log.ReadAt(header[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if binary.BigEndian.Uint32(header[:])&^1 != logMagic {
		return fmt.Errorf("%s was truncated or overwritten: it does not start like a write-ahead log", g.log.Name())
	}
	if salt := [8]byte(header[saltAt:]); salt != g.salt {
		g.salt, g.tail = salt, 0
	}
	if size < g.tail {
		return fmt.Errorf("%s was truncated: it had %d bytes and has %d", g.log.Name(), g.tail, size)
	}
	if g.tail > 0 && !g.endsInFrame(g.tail) {
		return fmt.Errorf("%s was truncated, and the data written after that follows a gap", g.log.Name())
	}
	// After a power failure the log may end in zeros. From the first frame on that this
	// process writes, there are frames up to the end.
	if g.tail > 0 || g.endsInFrame(size) {
		g.tail = size
	}
	return nil
}

// endsInFrame reports whether the log ends in a frame at this size. No page has the number
// 0.
func (g *Guard) endsInFrame(size int64) bool {
	const frame = frameHeader + PageSize
	frames := (size - logHeader) / frame
	if frames <= 0 {
		return false
	}
	var page [4]byte
	_, err := g.log.ReadAt(page[:], logHeader+(frames-1)*frame)
	return err == nil && page != [4]byte{}
}
