package codec

import (
	"encoding/json"
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// JSONNumbers encodes numbers for json_each, so that one statement can take any number of
// them.
func JSONNumbers[N int64 | [2]int64 | [4]int64](nums []N) string {
	b, _ := json.Marshal(nums)
	return string(b)
}

// IDParts returns the two parts of an id in JSON, which has no byte strings. If the id is
// stored as bytes, the first part is their hexadecimal form. Otherwise the second part is
// the text. The other part is nil.
func IDParts(id models.ID) []any {
	if stored, _ := id.Value(); stored != string(id) {
		return []any{fmt.Sprintf("%x", stored), nil}
	}
	return []any{nil, string(id)}
}

// JSONIDs encodes ids for json_each, each as its two parts.
func JSONIDs(ids []models.ID) string {
	parts := make([][]any, len(ids))
	for i, id := range ids {
		parts[i] = IDParts(id)
	}
	b, _ := json.Marshal(parts)
	return string(b)
}
