package codec

import (
	"encoding/binary"

	"github.com/itemactivity/itemactivity/models"
)

// Epoch is a period in which each seq was assigned to one item activity only. A new epoch
// begins when a seq could be assigned again, as after the restore of a backup.
type Epoch struct {
	// Number is random.
	Number int64
	// UpgradedSeq is the last seq at the time of the upgrade from a version without epochs.
	// The cursors of that version contain no epoch. They are valid up to this seq. It is 0
	// if the database was not upgraded, or if another epoch has begun since.
	UpgradedSeq int64
}

// inEpoch precedes the name of a list in cursors that contain an epoch. Earlier versions
// ignore what follows the position in a cursor. They reject these cursors because of the
// name.
const inEpoch = "in epoch: "

// SealRecorded returns the cursor of a position in a list in the order of recording. The
// number is a seq. The cursor is valid in the present epoch only.
func (s *CursorSealer) SealRecorded(list string, ticks, seq int64) string {
	plain := binary.BigEndian.AppendUint64(appendPosition(nil, ticks, seq), uint64(s.epoch.Number))
	return s.seal(inEpoch+list, plain)
}

// OpenRecorded returns the position in a cursor that SealRecorded created for the same list
// in the present epoch, or that Seal created before the upgrade from a version without
// epochs. For any other cursor it returns BAD_USER_INPUT for the argument. The error for a
// cursor of another epoch says how to start again.
func (s *CursorSealer) OpenRecorded(argument, list, cursor string) (ticks, seq int64, err error) {
	if plain, ok := s.open(inEpoch+list, cursor); ok {
		ticks, seq, rest := position(plain)
		if len(rest) != 8 || int64(binary.BigEndian.Uint64(rest)) != s.epoch.Number {
			return 0, 0, otherEpoch(argument)
		}
		return ticks, seq, nil
	}
	if ticks, seq, err = s.Open(argument, list, cursor); err != nil {
		return 0, 0, err
	}
	if seq > s.epoch.UpgradedSeq {
		return 0, 0, otherEpoch(argument)
	}
	return ticks, seq, nil
}

func otherEpoch(argument string) error {
	return models.Invalid(argument, "The cursor is from before the database was restored or rebuilt, and no longer determines a position. Read the list from its beginning, without this cursor.")
}
