package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// DatabasePath returns the path of the SQLite file that --database names.
func (c *Config) DatabasePath() (string, error) {
	path, err := databasePath(c.Database)
	return path, Invalid("database", err)
}

// urlScheme matches the scheme of a URL. It has two letters at least, because one
// letter and a colon is a drive of Windows.
var urlScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// databasePath returns the path of the SQLite file that the setting names.
// Its errors quote nothing but the scheme, because the rest of a URL may hold a
// password.
func databasePath(setting string) (string, error) {
	path := setting
	if scheme := urlScheme.FindString(setting); scheme != "" {
		if !strings.EqualFold(scheme, "sqlite:") {
			return "", fmt.Errorf("%q is not supported; use a path or sqlite:PATH (a path with a colon is written ./PATH)", strings.ToLower(scheme))
		}
		var err error
		if path, err = sqlitePath(setting[len(scheme):]); err != nil {
			return "", err
		}
	}
	switch {
	case path == "":
		return "", errors.New("the path is empty; name the file that holds the database, as in itemactivity.db")
	case isBesideDatabase(path):
		return "", errors.New("the name ends as those of the files that SQLite has beside a database; name the database itself")
	case path == ":memory:":
		return "", errors.New(":memory: is refused: it would forget every acknowledged activity at the stop; name a file")
	case strings.ContainsRune(path, 0):
		return "", errors.New("the path holds a NUL character, which no file name can")
	}
	return path, nil
}

// isBesideDatabase tells whether a file is the log of a database, or its index.
func isBesideDatabase(path string) bool {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if strings.HasSuffix(strings.ToLower(path), suffix) {
			return true
		}
	}
	return false
}

// sqlitePath reads what follows "sqlite:": a path, or "//" and an absolute
// one. Unlike a plain path it is a URL's, with %20 for a space.
func sqlitePath(rest string) (string, error) {
	if strings.ContainsAny(rest, "?#") {
		return "", errors.New("sqlite: takes a path and no options; write %3F for a question mark in it and %23 for a number sign")
	}
	if after, found := strings.CutPrefix(rest, "//"); found {
		if after != "" && !strings.HasPrefix(after, "/") {
			return "", errors.New("sqlite://HOST is refused, the file is on this machine; use sqlite:PATH, or sqlite:///PATH for an absolute path")
		}
		rest = after
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return "", errors.New("the path after sqlite: holds a % that begins no escape; write %25 for a percent sign")
	}
	return path, nil
}
