package posting

import (
	"database/sql"
	"slices"
)

// Seqs returns the numbers of the first activities of each range, or of the last ones,
// from the rows of Blocks. Whether these are all, rows.Err says.
func Seqs(rows *sql.Rows, ranges []Range, most int, descending bool) ([][]int64, error) {
	seqsOf := make([][]int64, len(ranges))
	for rows.Next() {
		var i int
		var block Row
		if err := rows.Scan(&i, &block.FirstSeq, &block.Gaps); err != nil {
			return nil, err
		}
		seqs, err := block.Seqs()
		if err != nil {
			return nil, err
		}
		for _, seq := range seqs {
			if seq >= ranges[i].From && seq < ranges[i].Before {
				seqsOf[i] = append(seqsOf[i], seq)
			}
		}
	}
	for i := range seqsOf {
		slices.Sort(seqsOf[i])
		if descending {
			slices.Reverse(seqsOf[i])
		}
		seqsOf[i] = seqsOf[i][:min(len(seqsOf[i]), most)]
	}
	return seqsOf, nil
}
