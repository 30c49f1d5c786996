package store

import (
	"encoding/json"

	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// decodeContent decodes the JSON of a row. Its error is of the kind that isDamage knows.
func decodeContent(what string, num int64, content string, into any) error {
	if json.Unmarshal([]byte(content), into) != nil {
		return &sqlite.ContentError{What: what, Num: num}
	}
	return nil
}
