package verify

import "fmt"

// fingerprint is used to compare two sets that are read in different orders and do not fit
// in memory. It consists of the number of members and the sum of their hashes.
type fingerprint struct {
	n   int64
	sum uint64
}

// add adds a member, which consists of one or more numbers.
func (f *fingerprint) add(member ...int64) {
	var h uint64
	for _, n := range member {
		h = mix(h ^ uint64(n))
	}
	f.n++
	f.sum += h
}

// mix is the finalizer of SplitMix64. Each bit of its result depends on all bits of its
// argument.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// differenceTo describes how a stored set differs from the recomputed one.
func (f fingerprint) differenceTo(recomputed fingerprint, members string) string {
	if f.n == recomputed.n {
		return fmt.Sprintf("%d %s are stored and recomputed, but they are different", f.n, members)
	}
	return fmt.Sprintf("%d %s are stored and %d recomputed", f.n, members, recomputed.n)
}
