package dbfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// looksAtContent is how often wrong content is read again before it counts: a checkpoint
// may truncate the log between two of the calls that a look makes.
const looksAtContent = 3

// content looks for signs that another program has overwritten or truncated the files,
// such as cp of a backup over the database, or a shell's redirection.
func (g *Guard) content(wrote bool) (err error) {
	database, log := g.held[heldDatabase].info, g.held[heldLog].info
	for look := range looksAtContent {
		if look > 0 {
			var errs [2]error
			database, errs[0] = g.file.Stat()
			log, errs[1] = g.log.Stat()
			if err := errors.Join(errs[:]...); err != nil {
				return err
			}
		}
		if err = errors.Join(g.inDatabase(database), g.inLog(log.Size(), wrote)); err == nil {
			return nil
		}
	}
	return err
}

// pages returns how many pages the database and its log have according to SQLite.
func (g *Guard) pages() (database, log int64, err error) {
	var busy, copied int64
	err = errors.Join(g.db.Raw("PRAGMA page_count").Row().Scan(&database),
		g.db.Raw("PRAGMA wal_checkpoint(NOOP)").Row().Scan(&busy, &log, &copied))
	return database, log, err
}

// inDatabase checks that the file begins as a database in WAL mode does, which backups
// are not, and that it has not become smaller, unless by a VACUUM. A file that has not
// changed since the last look, as between two checkpoints, is not read.
func (g *Guard) inDatabase(now fs.FileInfo) error {
	before := g.database
	if before != nil && before.Size() == now.Size() && before.ModTime().Equal(now.ModTime()) {
		return nil
	}
	begins := make([]byte, writeVersion+len(walMode))
	if n, err := g.file.ReadAt(begins, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	} else if n < len(begins) || string(begins[:len(sqliteMagic)]) != sqliteMagic || string(begins[writeVersion:]) != walMode {
		return fmt.Errorf("%s was overwritten: its first page is another one", g.file.Path)
	}
	if before != nil && now.Size() < before.Size() {
		if pages, _, err := g.pages(); err != nil || pages*PageSize >= before.Size() {
			return fmt.Errorf("%s was cut off: it had %d bytes and has %d", g.file.Path, before.Size(), now.Size())
		}
	}
	g.database = now
	return nil
}

// inLog checks that the log begins as one, and that there is still a frame where the last
// look found the end. SQLite makes the log shorter only when it restarts.
func (g *Guard) inLog(size int64, wrote bool) error {
	if size == 0 {
		pages, err := int64(0), error(nil)
		if wrote || g.tail > 0 {
			// A checkpoint may have emptied it, also since the commit.
			_, pages, err = g.pages()
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
		return fmt.Errorf("%s was cut off or overwritten: it does not begin as a write-ahead log", g.log.Name())
	}
	if salt := [8]byte(header[saltAt:]); salt != g.salt {
		g.salt, g.tail = salt, 0
	}
	if size < g.tail {
		return fmt.Errorf("%s was cut off: it had %d bytes and has %d", g.log.Name(), g.tail, size)
	}
	if g.tail > 0 && !g.endsInFrame(g.tail) {
		return fmt.Errorf("%s was cut off, and what came after lies behind a gap", g.log.Name())
	}
	// A log that a power cut has left may end in zeros. What comes after is written by
	// this process, up to the end.
	if g.tail > 0 || g.endsInFrame(size) {
		g.tail = size
	}
	return nil
}

// endsInFrame tells whether a log of this size ends in a frame: no page has the number 0.
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
