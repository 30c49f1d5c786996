package codec

import (
	"errors"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"
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
	} {
		if _, err := DecodeActorSet(stored); !errors.Is(err, errActorSet) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
