package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// DatabasePath returns the path of the SQLite file in --database.
func (c *Config) DatabasePath() (string, error) {
	path, err := databasePath(c.Database)
	return path, Invalid("database", err)
}

// BackupPath returns the path of the file of a backup, which is written as in --database. A
// name with a time, such as backup-2026-11-29T03:00.db, is a path too.
func BackupPath(setting string) (string, error) {
	if scheme := urlScheme.FindString(setting); !strings.EqualFold(scheme, "sqlite:") && !strings.HasPrefix(setting[len(scheme):], "//") && scheme != "" {
		setting = "./" + setting
	}
	path, err := databasePath(setting)
	return path, InvalidNamed("FILE", err)
}

// urlScheme matches the scheme of a URL. It has at least two letters, because a single
// letter and a colon are a drive of Windows.
var urlScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// databasePath returns the path of the SQLite file in a setting. Its errors quote only
// the scheme, because the rest of a URL can contain a password.
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
		return "", errors.New("the path is empty; give the file of the database, such as itemactivity.db")
	case isBesideDatabase(path):
		return "", errors.New("the name ends in -wal, -shm or -journal, as those of the additional files of SQLite; give the file of the database itself")
	case path == ":memory:":
		return "", errors.New(":memory: is not supported, because the server would lose all activities when it stops; give a file")
	case strings.ContainsRune(path, 0):
		return "", errors.New("the path contains a NUL character")
	}
	return path, nil
}

// isBesideDatabase reports whether a file is a log of a database, or the index of one.
func isBesideDatabase(path string) bool {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if strings.HasSuffix(strings.ToLower(path), suffix) {
			return true
		}
	}
	return false
}

// sqlitePath parses the part after "sqlite:": a path, or "//" and an absolute path. It is
// URL-encoded, unlike a plain path.
func sqlitePath(rest string) (string, error) {
	if strings.ContainsAny(rest, "?#") {
		return "", errors.New("sqlite: takes a path without options; write %3F for a question mark in it and %23 for a number sign")
	}
	if after, found := strings.CutPrefix(rest, "//"); found {
		if after != "" && !strings.HasPrefix(after, "/") {
			return "", errors.New("sqlite://HOST is not supported, because the file must be on this machine; use sqlite:PATH, or sqlite:///PATH for an absolute path")
		}
		rest = after
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return "", errors.New("the path after sqlite: contains a % that is not followed by two hexadecimal digits; write %25 for a percent sign")
	}
	return path, nil
}
