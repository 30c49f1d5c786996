package codec

import (
	"encoding/json"
	"fmt"
)

// DecodeContent decodes the JSON of a row. Its error is a ContentError.
func DecodeContent(what string, num int64, content string, into any) error {
	if json.Unmarshal([]byte(content), into) != nil {
		return &ContentError{What: what, Num: num}
	}
	return nil
}

// ContentError says that a row does not contain the JSON that the server writes, because
// another program has changed the file. It counts as damage.
type ContentError struct {
	What string
	Num  int64
}

func (e *ContentError) Error() string {
	return fmt.Sprintf("the content of %s %d is invalid", e.What, e.Num)
}
