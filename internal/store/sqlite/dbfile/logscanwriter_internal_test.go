package dbfile

import (
	"bytes"
	"testing"
	"testing/synctest"
)

// growingLog is a log to which a server writes while it is read. Its content changes when
// the reader reaches an offset.
type growingLog struct {
	log, then []byte
	at        int64
	grown     bool
}

func (g *growingLog) ReadAt(into []byte, at int64) (int, error) {
	if at >= g.at {
		g.grown = true
	}
	log := g.log
	if g.grown {
		log = g.then
	}
	return bytes.NewReader(log).ReadAt(into, at)
}

// TestScanWhileAServerWrites: a server has restarted its log over a longer one, and
// continues it while it is read. The server overtakes the reader, which then reads frames
// of the earlier log. Such a log is complete, wherever the reader is at that moment.
func TestScanWhileAServerWrites(t *testing.T) {
	f := newLoggedFile(t)
	for range 30 {
		f.commit(t, 1)
	}
	earlier := f.log(t)
	f.run(t, "PRAGMA wal_checkpoint(RESTART)")
	f.commit(t, 1)
	begun := f.log(t)
	for range 20 {
		f.commit(t, 1)
	}
	continued := f.log(t)
	if len(begun) != len(earlier) || len(continued) != len(earlier) || [8]byte(begun[saltAt:]) == [8]byte(earlier[saltAt:]) || [8]byte(begun[saltAt:]) != [8]byte(continued[saltAt:]) {
		t.Fatal("the log did not restart over the earlier one")
	}
	const frame = frameHeader + PageSize
	frames := (len(begun) - logHeader) / frame
	if frames < 60 {
		t.Fatalf("the log has %d frames", frames)
	}
	synctest.Test(t, func(t *testing.T) {
		for i := range frames {
			log := &growingLog{log: begun, then: continued, at: int64(logHeader + i*frame)}
			if what, err := damageOf(log); what != "" || err != nil {
				t.Errorf("the log grew when frame %d of %d was read, and was reported as damaged: %s, %v", i+1, frames, what, err)
			}
			if !log.grown {
				t.Errorf("frame %d was not read", i+1)
			}
		}
	})
}

// TestScanFindsDamageWhileAServerWrites: the log of a server is damaged, and the server
// continues to write after the damage.
func TestScanFindsDamageWhileAServerWrites(t *testing.T) {
	f := newLoggedFile(t)
	for range 5 {
		f.commit(t, 1)
	}
	log := f.log(t)
	f.commit(t, 1)
	then := f.log(t)
	const damaged = logHeader + frameHeader + 100
	synctest.Test(t, func(t *testing.T) {
		for at := int64(0); at < int64(len(log)); at += frameHeader + PageSize {
			what, err := damageOf(&growingLog{log: flipped(log, damaged), then: flipped(then, damaged), at: at})
			if what != "its frame 1 is wrong" || err != nil {
				t.Errorf("the log grew at %d: %q, %v", at, what, err)
			}
		}
	})
}
