package store

import (
	"encoding/json"
	"fmt"
)

// damagedContent says that a row's JSON is none. The server writes nothing else, so the
// file was changed by something else.
type damagedContent struct {
	what string
	num  int64
}

func (e *damagedContent) Error() string {
	return fmt.Sprintf("the content of %s %d is not what was written", e.what, e.num)
}

// decodeContent decodes the JSON of a row. Its error is of the kind that isDamage knows.
func decodeContent(what string, num int64, content string, into any) error {
	if json.Unmarshal([]byte(content), into) != nil {
		return &damagedContent{what, num}
	}
	return nil
}
