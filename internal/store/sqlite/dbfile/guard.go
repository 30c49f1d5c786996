package dbfile

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"gorm.io/gorm"
)

// Guard checks whether the files that SQLite has open are still under their names. SQLite
// does not notice that its files were removed, moved, replaced or overwritten; it goes on
// writing to files that the next start does not find.
//
// A file that is removed between a check and the answer to a client is not noticed in
// time, nor is a change in the middle of a file.
type Guard struct {
	logger *slog.Logger
	file   *File
	// log is a descriptor of the write-ahead log. SQLite has no locks on that file,
	// which closing the descriptor could drop.
	log *os.File
	// db asks SQLite for the sizes that it knows, where a file looks wrong.
	db *gorm.DB
	// held are the files that SQLite has open, by their paths. The index of the log is
	// one of them: by it other programs, such as verify and backup, see who reads and
	// writes.
	held [3]heldFile

	mu sync.Mutex
	// database is the file when its content was last looked at, and tail the size of
	// the log that begins with salt.
	database fs.FileInfo
	tail     int64
	salt     [8]byte
	// gone is the result of the last check. spoiled says that it stays so until the next
	// start, because the content of a file was changed.
	gone    error
	spoiled bool
	// linked says that a second name was logged.
	linked bool
	// closed says that the files are not checked any more.
	closed bool
}

// The files that are held, in this order.
const (
	heldDatabase = iota
	heldLog
	heldIndex
)

type heldFile struct {
	path string
	info fs.FileInfo
}

// NewGuard returns a guard of the files of a database that SQLite has open in WAL mode. db
// is a session on a connection to it.
func NewGuard(file *File, db *gorm.DB, logger *slog.Logger) (g *Guard, err error) {
	g = &Guard{logger: logger, file: file, db: db}
	if g.log, err = os.OpenFile(file.Path+"-wal", os.O_RDWR, 0); err != nil {
		return nil, err
	}
	// The database has the operator's name: a symbolic link that leads elsewhere now does
	// so at the next start as well.
	g.held = [3]heldFile{{path: file.absolute}, {path: g.log.Name()}, {path: file.Path + "-shm"}}
	var errs [3]error
	g.held[heldDatabase].info, errs[heldDatabase] = file.Stat()
	g.held[heldLog].info, errs[heldLog] = g.log.Stat()
	g.held[heldIndex].info, errs[heldIndex] = os.Stat(g.held[heldIndex].path)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(err, g.log.Close())
	}
	if err := g.Check(false); err != nil {
		return nil, errors.Join(err, g.log.Close())
	}
	return g, nil
}

// Check looks at the files, and returns what is wrong with them. wrote says that a commit
// was made since the last call. Each change of the result is logged once.
func (g *Guard) Check(wrote bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.spoiled || g.closed {
		return g.gone
	}
	err := g.names()
	if err == nil {
		err = g.content(wrote)
		g.spoiled = err != nil
	}
	g.report(err)
	g.gone = err
	return err
}

// Refusal returns what the last check found, if it is still wrong. It is cheap where
// nothing was.
func (g *Guard) Refusal() error {
	g.mu.Lock()
	gone := g.gone
	g.mu.Unlock()
	if gone == nil {
		return nil
	}
	return g.Check(false)
}

// names tells whether the names lead to the files.
func (g *Guard) names() error {
	for i, held := range g.held {
		there, err := os.Stat(held.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return errors.New(held.path + " was removed or renamed")
		case err != nil:
			return err
		case !os.SameFile(there, held.info):
			return errors.New(held.path + " was replaced by another file")
		}
		g.held[i].info = there
	}
	return nil
}

func (g *Guard) report(err error) {
	switch {
	case err != nil && g.gone == nil && g.spoiled:
		g.logger.Error("a file of the database was overwritten, and nothing is acknowledged any more: stop the server, keep what is there of the database's files, and restore the last backup (docs/operating.md, Restore)",
			"error", err)
	case err != nil && g.gone == nil:
		g.logger.Error("a file of the database is not under its name any more, and nothing is acknowledged until it is back: move it back, or stop the server by SIGTERM, which stores what the write-ahead log has in the database's file wherever that is now",
			"error", err, "database", g.file.Path)
	case err == nil && g.gone != nil:
		g.logger.Warn("the files of the database have their names again", "database", g.file.Path)
	}
	if info := g.held[heldDatabase].info; err == nil && !g.linked && linksOf(info) > 1 {
		g.linked = true
		g.logger.Warn("the database has a second name, by which no other program may use it, as it would not find the write-ahead log: remove that name",
			"database", g.file.Path, "names", linksOf(info), "find", findLinks(g.file.Path, info))
	}
}

// Stop ends the checks. SQLite may close its files then.
func (g *Guard) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// Close closes what the guard has open, after SQLite has closed the database.
func (g *Guard) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	return g.log.Close()
}
