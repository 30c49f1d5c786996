package codec

import (
	"encoding/binary"

	"github.com/itemactivity/itemactivity/models"
)

// shortestRun is the number of consecutive numbers from which on a run is shorter than
// gaps.
const shortestRun = 3

// EncodeGaps encodes increasing numbers, except the first, as the gaps from each to the
// next. Gaps are variable-length integers. A gap of 0 starts a run of consecutive numbers,
// and is followed by the length of the run. An activity of a busy item takes one or two
// bytes. If only one group records, its activities take almost none.
func EncodeGaps(numbers []int64) []byte {
	gaps := make([]byte, 0, 2*len(numbers)) // not nil, which would be NULL
	for i := 1; i < len(numbers); {
		run := i
		for run < len(numbers) && numbers[run] == numbers[run-1]+1 {
			run++
		}
		if n := run - i; n >= shortestRun {
			gaps = binary.AppendUvarint(append(gaps, 0), uint64(n))
			i = run
			continue
		}
		gaps = binary.AppendUvarint(gaps, uint64(numbers[i]-numbers[i-1]))
		i++
	}
	return gaps
}

var errGaps = models.NewDerivedContentError("a block of a posting list is damaged")

// DecodeGaps returns the numbers that EncodeGaps encoded. The first one is first. It
// returns a models.ContentError for other bytes, and if there are more than most.
func DecodeGaps(first int64, gaps []byte, most int) ([]int64, error) {
	numbers := append(make([]int64, 0, most), first)
	for len(gaps) > 0 {
		var gap uint64
		run := uint64(1)
		var err error
		if gap, gaps, err = cutUvarint(gaps); err != nil {
			return nil, err
		}
		if gap == 0 {
			gap = 1
			if run, gaps, err = cutUvarint(gaps); err != nil {
				return nil, err
			}
		}
		if run > uint64(most-len(numbers)) {
			return nil, errGaps
		}
		for range run {
			last := numbers[len(numbers)-1]
			next := last + int64(gap)
			if next <= last {
				return nil, errGaps
			}
			numbers = append(numbers, next)
		}
	}
	return numbers, nil
}

func cutUvarint(b []byte) (value uint64, rest []byte, err error) {
	value, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil, errGaps
	}
	return value, b[n:], nil
}
