package codec

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// most is the number of numbers in a block.
const most = 128

// drawIncreasing draws increasing numbers with runs, and with gaps of all sizes.
func drawIncreasing(r *rapid.T) []int64 {
	gap := rapid.OneOf(rapid.Just(int64(1)), rapid.Int64Range(1, 3), rapid.Int64Range(1, 1<<40))
	numbers := []int64{rapid.Int64Range(0, 1<<40).Draw(r, "first")}
	size := rapid.IntRange(1, most).Draw(r, "size")
	for len(numbers) < size {
		step := gap.Draw(r, "gap")
		for range rapid.IntRange(1, 5).Draw(r, "times") {
			numbers = append(numbers, numbers[len(numbers)-1]+step)
		}
	}
	return numbers[:size]
}

func TestGapsComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		numbers := drawIncreasing(r)
		got, err := DecodeGaps(numbers[0], EncodeGaps(numbers), len(numbers))
		if err != nil || !slices.Equal(got, numbers) {
			r.Errorf("%v is decoded as %v (%v)", numbers, got, err)
		}
		if len(numbers) == 1 {
			return
		}
		if got, err := DecodeGaps(numbers[0], EncodeGaps(numbers), len(numbers)-1); err == nil {
			r.Errorf("a block that is too long is decoded as %v", got)
		}
	})
}

// TestDamagedGaps checks that any bytes are decoded as increasing numbers, of which there
// are not too many, or are an error.
func TestDamagedGaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		first := rapid.Int64().Draw(r, "first")
		var gaps []byte
		number := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, math.MaxInt64, math.MaxUint64}))
		for _, n := range rapid.SliceOf(number).Draw(r, "gaps") {
			gaps = binary.AppendUvarint(gaps, n)
		}
		gaps = gaps[:rapid.IntRange(0, len(gaps)).Draw(r, "length")]
		if rapid.Bool().Draw(r, "endless") {
			gaps = append(gaps, slices.Repeat([]byte{0xff}, binary.MaxVarintLen64+1)...)
		}
		got, err := DecodeGaps(first, gaps, most)
		if err != nil {
			return
		}
		sorted := slices.IsSorted(got) && len(slices.Compact(slices.Clone(got))) == len(got)
		if got[0] != first || len(got) > most || !sorted {
			r.Errorf("the bytes are decoded as %v", got)
		}
	})
}

// TestRunsAreShort checks that the activities take almost no space if only one group
// records.
func TestRunsAreShort(t *testing.T) {
	var run []int64
	for seq := range int64(most) {
		run = append(run, 1_000_000+seq)
	}
	if n := len(EncodeGaps(run)); n > 3 {
		t.Errorf("a run takes %d bytes", n)
	}
}
