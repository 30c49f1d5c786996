package codec

import (
	"encoding/json"

	"github.com/itemactivity/itemactivity/models"
)

// DecodeContent decodes the JSON of a row. Its error is a models.ContentError.
func DecodeContent(what string, num int64, content string, into any) error {
	if json.Unmarshal([]byte(content), into) != nil {
		return models.NewContentError("the content of %s %d is invalid", what, num)
	}
	return nil
}
