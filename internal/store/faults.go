package store

import "github.com/itemactivity/itemactivity/internal/store/sqlite"

// TranslateRead makes an UNAVAILABLE of a fault of reading that goes away by itself or
// by an operator's hand. It returns any other error as it is.
func TranslateRead(err error) error { return sqlite.TranslateRead(err) }
