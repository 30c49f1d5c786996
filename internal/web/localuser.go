package web

import (
	"net/http"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// asLocalUser makes the local user the caller of every request. This is safe only after
// requireLoopbackHost and rejectForeignOrigins.
func asLocalUser(next http.Handler) http.Handler {
	local := auth.Local()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(auth.WithPrincipal(r.Context(), local)))
	})
}
