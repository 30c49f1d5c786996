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

// frameOf says where a frame has what: the number of its page, the size of the database
// if it ends a transaction, the salt of its log, and the checksum of all before it.
const (
	commitAt   = 4
	frameSalt  = 8
	checksumAt = 16
	sumOf      = 24 // of the log's header
)

// scanAgain is how long a frame that is not right is given, as a server may be just
// writing it.
const scanAgain = 20 * time.Millisecond

// RequireWholeLog returns an error if SQLite would drop acknowledged transactions of the
// write-ahead log of the database at a path. SQLite reads a log up to the first frame
// whose checksum is wrong, and takes the rest for what a power cut has left. But at most
// one transaction is not on the disk at any time: if two end behind that frame, the first
// was acknowledged.
func RequireWholeLog(path string) error {
	file, err := os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return cannotOpen(path+"-wal", err)
	}
	defer file.Close() //nolint:errcheck // it was only read; SQLite has no locks on it
	what, err := damageOf(file)
	if err != nil || what == "" {
		return err
	}
	return damagedLog(path, what)
}

// damage is what is wrong with a log. Two are the same if they are equal.
type damage struct {
	// header is the log's when its scan began.
	header [logHeader]byte
	// what is empty for a log that is whole.
	what string
	// frame is the first that is wrong.
	frame [frameHeader + PageSize]byte
}

// damageOf says what is wrong with a log, and "" for one that is whole. A server may write
// the log meanwhile. It may begin the log anew, and pass a scan that has come to the frames
// of the earlier log, so that the scan finds new frames behind old ones. The next scan
// finds that frame overwritten. Damage is what two scans in a row find alike.
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
			time.Sleep(scanAgain)
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

// readLog reads all of the bytes at a place of a log; io.EOF is for a log that ends
// before.
func readLog(log io.ReaderAt, into []byte, at int64) error {
	_, err := log.ReadAt(into, at)
	return err
}

// logScan reads a log a frame at a time.
type logScan struct {
	order binary.ByteOrder
	salt  [8]byte
	// sum is the checksum that the last frame has. computed is what it should be: where
	// that frame is wrong, the next one follows on the one or the other.
	sum, computed [2]uint32
	frames        int
	// broken counts the frames up to the first that is wrong, and lost the
	// transactions that end there or behind it, on one chain of frames.
	broken, lost int
}

// newLogScan returns nil for a header that is wrong.
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

// add is SQLite's checksum: two sums of 32 bits, each of which has the other in it.
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

// follows tells whether a frame is the next of the log.
func (s *logScan) follows(frame []byte) bool {
	return s.hasSalt(frame) && s.after(s.sum, frame) == sumIn(frame[checksumAt:])
}

// followsDamaged tells whether a frame is the next one behind a frame that was changed
// in its checksum.
func (s *logScan) followsDamaged(frame []byte) bool {
	return s.hasSalt(frame) && s.after(s.computed, frame) == sumIn(frame[checksumAt:])
}

func (s *logScan) hasSalt(frame []byte) bool { return [8]byte(frame[frameSalt:]) == s.salt }

// after is the checksum of a frame behind a checksum.
func (s *logScan) after(sum [2]uint32, frame []byte) [2]uint32 {
	return s.add(s.add(sum, frame[:frameSalt]), frame[frameHeader:])
}

// take goes on with a frame. Behind one that is wrong, those that follow on each other
// are whole all the same.
func (s *logScan) take(frame []byte) {
	if s.frames == 0 && s.broken > 0 {
		s.salt = [8]byte(frame[frameSalt:]) // the header's was not to be read
	}
	next := s.after(s.sum, frame)
	follows := s.hasSalt(frame) && next == sumIn(frame[checksumAt:])
	if !follows && s.broken == 0 {
		s.broken = s.frames + 1
	} else if !follows {
		follows = s.followsDamaged(frame)
	}
	if !follows {
		// Several transactions of one log may be torn, each of which is a chain of its
		// own. Those that were acknowledged follow on each other.
		s.lost = 0
	}
	// The salt is not asked for: it may be what was changed, and frames of an earlier log
	// do not follow on each other by this one's.
	if s.broken > 0 && binary.BigEndian.Uint32(frame[commitAt:]) != 0 {
		s.lost++
	}
	s.sum, s.computed = sumIn(frame[checksumAt:]), next
}

func damagedLog(path, what string) error {
	return fmt.Errorf("the write-ahead log %s-wal is damaged (%s), and SQLite would drop what was acknowledged: keep a copy of it and of %[1]s, and restore the last good backup, or go on with what is before the damage by sqlite3 %[1]s 'PRAGMA wal_checkpoint(TRUNCATE)' (docs/operating.md, Damage)", path, what)
}
