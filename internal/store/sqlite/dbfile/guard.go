package dbfile

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"

	"gorm.io/gorm"
)

// Guard checks whether the files that SQLite has open still have their names. SQLite does
// not notice when its files are removed, moved, replaced or overwritten. It continues to
// write to files that the next start does not find.
//
// A file that is removed after the last check and before a client gets its response is not
// noticed in time. A change in the middle of a file is not noticed.
type Guard struct {
	logger *slog.Logger
	file   *File
	// log is a descriptor of the write-ahead log. Closing it drops no locks, because SQLite
	// has none on this file.
	log *os.File
	// db is used to ask SQLite for the sizes that it knows when a file looks wrong.
	db *gorm.DB
	// held contains the files that SQLite has open. The index of the log is one of them,
	// because other processes, such as verify and backup, use it to see who reads and
	// writes.
	held [3]heldFile

	mu sync.Mutex
	// database is the state of the file when its content was last checked. tail is the size
	// of the log whose header contains salt.
	database fs.FileInfo
	tail     int64
	salt     [8]byte
	// lastErr is the result of the last check. overwritten says that it remains until the
	// next start, because the content of a file was changed.
	lastErr     error
	overwritten bool
	// loggedLinks says that a second name of the file was logged.
	loggedLinks bool
	// closed says that the files are no longer checked.
	closed bool
}

// The indexes of held.
const (
	heldDatabase = iota
	heldLog
	heldIndex
)

type heldFile struct {
	path string
	info fs.FileInfo
}

// NewGuard returns a guard for the files of a database that SQLite has open in WAL mode. db
// is a session on a connection to the database.
func NewGuard(file *File, db *gorm.DB, logger *slog.Logger) (g *Guard, err error) {
	g = &Guard{logger: logger, file: file, db: db}
	if g.log, err = os.OpenFile(file.Path+"-wal", os.O_RDWR, 0); err != nil {
		return nil, err
	}
	// The database is checked under the operator's name. If that is a symbolic link that
	// leads elsewhere now, the next start follows it too.
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

// Check checks the files, and returns an error if something is wrong. wrote says that a
// commit was made since the last call. Each change of the result is logged once.
func (g *Guard) Check(wrote bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.overwritten || g.closed {
		return g.lastErr
	}
	err := g.checkNames()
	if err == nil {
		err = g.checkContent(wrote)
		g.overwritten = err != nil
	}
	g.report(err)
	g.lastErr = err
	return err
}

// LastError returns the error of the last check if it still applies. It costs little if
// there was none.
func (g *Guard) LastError() error {
	g.mu.Lock()
	lastErr := g.lastErr
	g.mu.Unlock()
	if lastErr == nil {
		return nil
	}
	return g.Check(false)
}

// checkNames returns an error if a path does not lead to its file.
func (g *Guard) checkNames() error {
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
	case err != nil && g.lastErr == nil && g.overwritten:
		g.logger.Error("a file of the database was overwritten, and mutations are rejected: stop the server, keep a copy of the remaining files, and restore the last backup (docs/operating.md, Restore)",
			"error", err)
	case err != nil && g.lastErr == nil:
		g.logger.Error("a file of the database was moved or removed, and mutations are rejected until it is back: move it back, or stop the server with SIGTERM, which copies the write-ahead log into the database file wherever that file is now",
			"error", err, "database", g.file.Path)
	case err == nil && g.lastErr != nil:
		g.logger.Warn("the files of the database are back", "database", g.file.Path)
	}
	if info := g.held[heldDatabase].info; err == nil && !g.loggedLinks && linksOf(info) > 1 {
		g.loggedLinks = true
		g.logger.Warn("the database has a second name (hard link): remove it, because a program that uses it does not find the write-ahead log",
			"database", g.file.Path, "names", linksOf(info), "find", findLinks(g.file.Path, info))
	}
}

// Stop ends the checks, so that SQLite may close its files.
func (g *Guard) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// Close closes the guard's descriptor. SQLite must have closed the database.
func (g *Guard) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	return g.log.Close()
}
