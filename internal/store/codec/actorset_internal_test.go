package codec

import (
	"errors"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// TestStoredActorSets checks that a stored set has the same members, has the shorter form,
// and can be added to after it is read.
func TestStoredActorSets(t *testing.T) {
	forms := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int{1, 100, 3_000, 1<<ActorSetBits - 1}).Draw(t, "most")
		members := rapid.SliceOfN(rapid.IntRange(0, most), 1, 200).Draw(t, "members")
		begin := rapid.IntRange(0, most).Draw(t, "begin")
		end := rapid.IntRange(begin, min(begin+rapid.SampledFrom([]int{0, 0, 5_000}).Draw(t, "run"), most)).Draw(t, "end")
		want := map[uint32]bool{}
		set := roaring.New()
		add := func(n int) {
			want[uint32(n)] = true
			set.Add(uint32(n))
		}
		for _, n := range members {
			add(n)
		}
		for n := begin; n < end; n++ {
			add(n)
		}

		stored, err := EncodeActorSet(set)
		if err != nil {
			t.Fatal(err)
		}
		dense := stored[0] == denseForm
		forms[dense]++
		if limit := 2*len(want) + 1<<ActorSetBits/8; len(stored) > limit || len(stored) > 1+1<<ActorSetBits/8+16 {
			t.Errorf("%d members take %d bytes", len(want), len(stored))
		}
		again, err := DecodeActorSet(stored)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n := int(again.GetCardinality()); n != len(want) {
				t.Fatalf("the set has %d members, want %d", n, len(want))
			}
			for n := range want {
				if !again.Contains(n) {
					t.Fatalf("%d is missing", n)
				}
			}
			more := uint32(rapid.IntRange(0, 1<<ActorSetBits-1).Draw(t, "more"))
			if grown := again.CheckedAdd(more); grown == want[more] {
				t.Fatalf("adding %d changes the set: %v, and it was a member: %v", more, grown, want[more])
			}
			want[more] = true
		}
	})
	if forms[true] == 0 || forms[false] == 0 {
		t.Errorf("only one of the two forms was tested: %v", forms)
	}
}

// TestDamagedActorSets checks that bytes that are not a set are an error.
func TestDamagedActorSets(t *testing.T) {
	for name, stored := range map[string][]byte{
		"nothing":        {},
		"half a word":    {denseForm, 1, 2, 3},
		"too many words": append([]byte{denseForm}, make([]byte, 1<<ActorSetBits/8+wordBytes)...),
		"half a set":     {0x3a, 0x30},
		"17 bits":        {0x3a, 0x30, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0, 1, 0},
		"a byte more":    {0x3a, 0x30, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0},
	} {
		if _, err := DecodeActorSet(stored); !errors.Is(err, errActorSet) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestChangedActorSets: a changed set is an error, or a set that can be added to and stored.
func TestChangedActorSets(t *testing.T) {
	refused, used := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		set := roaring.New()
		for _, n := range rapid.SliceOfN(rapid.Uint16(), 1, 50).Draw(t, "members") {
			set.Add(uint32(n))
		}
		begin := uint64(rapid.Uint16().Draw(t, "begin"))
		set.AddRange(begin, min(begin+uint64(rapid.IntRange(0, 5_000).Draw(t, "run")), 1<<ActorSetBits))
		if rapid.Bool().Draw(t, "runs") {
			set.RunOptimize()
		}
		stored, err := set.ToBytes()
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			changed := slices.Clone(stored)
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				changed[rapid.IntRange(0, min(len(changed)-1, 30)).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
			if isActorSet(t, changed) {
				used++
			} else {
				refused++
			}
		}
	})
	if refused == 0 || used == 0 {
		t.Errorf("%d changed sets are errors, and %d are not", refused, used)
	}
}

// isActorSet reports whether the bytes are a set, and fails if they are one that cannot be
// added to and stored, or if they are rejected with another error than the documented one.
func isActorSet(t *rapid.T, stored []byte) bool {
	set, err := DecodeActorSet(stored)
	if err != nil {
		if _, ok := errors.AsType[*models.ContentError](err); !ok {
			t.Errorf("it is read with %v", err)
		}
		return false
	}
	other := roaring.BitmapOf(1, 2, 3)
	other.Or(set)
	set.Add(7)
	if _, err := EncodeActorSet(set); err != nil {
		t.Error(err)
	}
	if other.GetCardinality()+1 < set.GetCardinality() {
		t.Errorf("%d members are in the union of %d", other.GetCardinality(), set.GetCardinality())
	}
	return true
}
