package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// idempotentID makes the id of an activity out of its caller and an idempotency
// key, so that a repetition has the same id. Nobody else can make it, or learn
// from it.
func (s *Store) idempotentID(ctx context.Context, key string) models.ID {
	mac := hmac.New(sha256.New, s.idempotencyKey)
	if caller := auth.FromContext(ctx); caller != nil {
		mac.Write([]byte(caller.UserID))
		mac.Write([]byte{0})
		mac.Write([]byte(caller.ApplicationID))
	}
	mac.Write([]byte{0})
	mac.Write([]byte(key))
	return models.IdempotentID(mac.Sum(nil))
}
