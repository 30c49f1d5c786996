//go:build unix

package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// linksOf returns the number of names (hard links) of a file.
func linksOf(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink) //nolint:unconvert // its type is the platform's
	}
	return 1
}

// hardLinked returns the error for a file with several names. It says how to find them.
func hardLinked(name, path string, info fs.FileInfo) error {
	return fmt.Errorf("the database %s has %d names (hard links), and SQLite finds its write-ahead log by the name: a program that uses another name does not see acknowledged data, and damages the file; find the names with '%s' and remove all but one, or allow them with --allow-hard-links on",
		name, linksOf(info), findLinks(path, info))
}

// findLinks returns the command that finds the names of a file. All of them are on the same
// file system.
func findLinks(path string, info fs.FileInfo) string {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	root := filepath.Dir(path)
	for root != filepath.Dir(root) {
		var above syscall.Stat_t
		if syscall.Stat(filepath.Dir(root), &above) != nil || above.Dev != stat.Dev {
			break
		}
		root = filepath.Dir(root)
	}
	return fmt.Sprintf("find %s -xdev -inum %d", root, stat.Ino)
}

// copyOwner gives a new file the owner of another one, if the process runs as root.
func copyOwner(f *os.File, owner fs.FileInfo) error {
	stat, ok := owner.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return f.Chown(int(stat.Uid), int(stat.Gid))
}

// ownerNote returns a note on the owner of a file and the user of this process, if err says
// that the permission is missing.
func ownerNote(path string, err error) string {
	if !errors.Is(err, fs.ErrPermission) {
		return ""
	}
	info, err := os.Lstat(path)
	if err != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (%s belongs to %s, and this process runs as %s)", path, userName(int(stat.Uid)), userName(os.Geteuid()))
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return "the user " + u.Username
	}
	return fmt.Sprintf("the user %d", uid)
}

// ReadOnlyDisk reports whether a directory is on a read-only file system.
func ReadOnlyDisk(folder string) bool { return errors.Is(unix.Access(folder, unix.W_OK), unix.EROFS) }
