package dbfile

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// Offsets in the header of a frame. The frame begins with the number of its page. At
// commitAt is the size of the database if the frame ends a transaction, and otherwise 0. At
// checksumAt is the checksum of everything before it.
const (
	commitAt   = 4
	frameSalt  = 8
	checksumAt = 16
	sumOf      = 24 // the offset of the checksum in the log's header
)

// rereadDelay is the delay before a wrong frame is read again, because a server may be
// writing it.
const rereadDelay = 20 * time.Millisecond

// RequireIntactLog returns an error if SQLite would drop acknowledged transactions of the
// write-ahead log of the database at a path. SQLite reads a log up to the first frame with
// a wrong checksum, and takes the rest for the result of a power failure. But at most one
// transaction at a time is not on the disk. If two transactions end at or after this frame,
// the first was acknowledged.
func RequireIntactLog(path string) error {
	file, err := os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cannotOpen(path+"-wal", err)
	}
	defer file.Close() //nolint:errcheck // it was only read, and SQLite has no locks on it
	what, err := damageOf(file)
	if err != nil || what == "" {
		return err
	}
	return damagedLogError(path, what)
}

// damage describes the damage of a log. Equal values are the same damage.
type damage struct {
	// header is the header of the log when the scan began.
	header [logHeader]byte
	// what is empty if the log is complete.
	what string
	// frame is the first wrong frame.
	frame [frameHeader + PageSize]byte
}

// damageOf describes the damage of a log, and returns "" if it is complete. A server may
// write to the log at the same time. It may restart the log and overtake a scan, which then
// finds new frames after old ones. The next scan finds the old frame overwritten. Therefore
// only damage that two consecutive scans find counts.
func damageOf(log io.ReaderAt) (what string, err error) {
	var before damage
	for {
		found, err := scanLog(log)
		if err != nil || found.what == "" || found == before {
			return found.what, err
		}
		before = found
	}
}

// scanLog reads a log once.
func scanLog(log io.ReaderAt) (found damage, err error) {
	if err := readLog(log, found.header[:], 0); errors.Is(err, io.EOF) {
		return damage{}, nil
	} else if err != nil {
		return damage{}, err
	}
	s := newLogScan(found.header)
	what := ""
	if s == nil {
		what, s = "its header is wrong", &logScan{order: binary.LittleEndian, broken: 1}
	}
	for frame := make([]byte, frameHeader+PageSize); ; s.frames++ {
		at := logHeader + int64(s.frames)*int64(len(frame))
		err := readLog(log, frame, at)
		if err == nil && s.broken == 0 && !s.follows(frame) {
			time.Sleep(rereadDelay)
			err = readLog(log, frame, at)
		}
		if errors.Is(err, io.EOF) {
			return damage{}, nil
		}
		if err != nil {
			return damage{}, err
		}
		if s.take(frame); s.broken == s.frames+1 {
			found.frame = [frameHeader + PageSize]byte(frame)
		}
		if s.lost > 1 {
			found.what = cmp.Or(what, fmt.Sprintf("its frame %d is wrong", s.broken))
			return found, nil
		}
	}
}

// readLog reads bytes of a log at an offset. It returns io.EOF if the log ends before.
func readLog(log io.ReaderAt, into []byte, at int64) error {
	_, err := log.ReadAt(into, at)
	return err
}

// logScan reads a log frame by frame.
type logScan struct {
	order binary.ByteOrder
	salt  [8]byte
	// sum is the checksum stored in the last frame, and computed is the correct one. If
	// that frame is wrong, the next one continues either of them.
	sum, computed [2]uint32
	frames        int
	// broken is the number of the first wrong frame, counted from 1. lost is the number of
	// transactions that end at or after it, in one chain of frames.
	broken, lost int
}

// newLogScan returns nil if the header is wrong.
func newLogScan(header [logHeader]byte) *logScan {
	magic := binary.BigEndian.Uint32(header[:])
	if magic&^1 != logMagic {
		return nil
	}
	s := &logScan{order: binary.LittleEndian, salt: [8]byte(header[saltAt:])}
	if magic&1 == 1 {
		s.order = binary.BigEndian
	}
	s.sum = s.add(s.sum, header[:sumOf])
	s.computed = s.sum
	if s.sum != sumIn(header[sumOf:]) || binary.BigEndian.Uint32(header[8:]) != PageSize {
		return nil
	}
	return s
}

// add computes SQLite's checksum. It consists of two 32-bit sums, each of which includes
// the other.
func (s *logScan) add(sum [2]uint32, data []byte) [2]uint32 {
	for ; len(data) >= 8; data = data[8:] {
		sum[0] += s.order.Uint32(data) + sum[1]
		sum[1] += s.order.Uint32(data[4:]) + sum[0]
	}
	return sum
}

func sumIn(data []byte) [2]uint32 {
	return [2]uint32{binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])}
}

// follows reports whether a frame continues the log.
func (s *logScan) follows(frame []byte) bool {
	return s.hasSalt(frame) && s.after(s.sum, frame) == sumIn(frame[checksumAt:])
}

// followsDamaged reports whether a frame continues the log after a frame whose stored
// checksum is damaged.
func (s *logScan) followsDamaged(frame []byte) bool {
	return s.hasSalt(frame) && s.after(s.computed, frame) == sumIn(frame[checksumAt:])
}

func (s *logScan) hasSalt(frame []byte) bool { return [8]byte(frame[frameSalt:]) == s.salt }

// after returns the checksum of a frame that follows the checksum sum.
func (s *logScan) after(sum [2]uint32, frame []byte) [2]uint32 {
	return s.add(s.add(sum, frame[:frameSalt]), frame[frameHeader:])
}

// take processes a frame. After a wrong frame, the frames that continue each other are
// still intact.
func (s *logScan) take(frame []byte) {
	if s.frames == 0 && s.broken > 0 {
		s.salt = [8]byte(frame[frameSalt:]) // the header is wrong
	}
	next := s.after(s.sum, frame)
	follows := s.hasSalt(frame) && next == sumIn(frame[checksumAt:])
	if !follows && s.broken == 0 {
		s.broken = s.frames + 1
	} else if !follows {
		follows = s.followsDamaged(frame)
	}
	if !follows {
		// Several transactions of one log may be torn, each of which is a separate chain.
		// The acknowledged ones form one chain.
		s.lost = 0
	}
	// The salt is not checked, because it may be what is damaged. Frames of an earlier log
	// do not continue this one's checksums.
	if s.broken > 0 && binary.BigEndian.Uint32(frame[commitAt:]) != 0 {
		s.lost++
	}
	s.sum, s.computed = sumIn(frame[checksumAt:]), next
}

func damagedLogError(path, what string) error {
	return fmt.Errorf("the write-ahead log %s-wal is damaged (%s), and SQLite would drop acknowledged data: keep a copy of it and of %[1]s, and restore the last good backup, or keep only the data before the damage with sqlite3 %[1]s 'PRAGMA wal_checkpoint(TRUNCATE)' (docs/operating.md, Damage)", path, what)
}
