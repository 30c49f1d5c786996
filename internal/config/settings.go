package config

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/itemactivity/itemactivity/internal/loopback"
)

// CheckAddr refuses what is no address, and every address that others could
// reach unless callers are told apart.
func (c *Config) CheckAddr() error { return Invalid("addr", checkAddr(c.Addr, c.Auth.Enabled())) }

// DatabasePath returns the path of the SQLite file that --database names.
func (c *Config) DatabasePath() (string, error) {
	path, err := databasePath(c.Database)
	return path, Invalid("database", err)
}

// checkAddr refuses what is no address, and every address that others could
// reach unless callers are told apart.
func checkAddr(addr string, authenticated bool) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("%q is not HOST:PORT, as in 127.0.0.1:8080", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q is no port; use a number from 0 (any free port) to 65535, as in 127.0.0.1:8080", port)
	}
	if !authenticated && !loopback.Is(host) {
		return fmt.Errorf("%q is refused: there is no authentication, so anyone on the network could connect; set --issuer or --keys (docs/authentication.md), or use 127.0.0.1:%s, localhost:%[2]s or [::1]:%[2]s", addr, port)
	}
	return nil
}

// HardLinks tells whether the file of the database may have other names.
func (c *Config) HardLinks() (bool, error) {
	on, err := onOrOff(c.AllowHardLinks)
	return on, Invalid("allow-hard-links", err)
}

// urlScheme is how a database that is a URL begins. Two letters at least: one
// letter and a colon is a drive of Windows.
var urlScheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+:`)

// databasePath returns the path of the SQLite file that the setting names.
// What it refuses it does not quote, but for the scheme: the rest of a URL may
// hold a password.
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

// NewLogger returns the logger of the settings.
func (c *Config) NewLogger(w io.Writer) (*slog.Logger, error) {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, ok := levels[c.LogLevel]
	if !ok {
		return nil, Invalid("log-level", fmt.Errorf("%q is no level; use debug, info, warn or error", c.LogLevel))
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.LogFormat {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	default:
		return nil, Invalid("log-format", fmt.Errorf("%q is no format; use text or json", c.LogFormat))
	}
}

// IntrospectionOn tells whether clients may read the schema.
func (c *Config) IntrospectionOn() (bool, error) {
	on, err := onOrOff(c.Introspection)
	return on, Invalid("introspection", err)
}

// PlaygroundOn tells whether the Playground is served.
func (c *Config) PlaygroundOn() (bool, error) {
	on, err := onOrOff(c.Playground)
	return on, Invalid("playground", err)
}
