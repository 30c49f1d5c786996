package store

import "github.com/itemactivity/itemactivity/internal/store/sqlite"

// TranslateRead makes an UNAVAILABLE of a fault of reading that goes away by itself or
// by an operator's hand. It returns any other error as it is.
func TranslateRead(err error) error { return sqlite.TranslateRead(err) }

// Descriptors returns how many file descriptors a Store needs at most. An open Store
// has all that are of use for long, so that it works on when others use up the rest.
func Descriptors() int { return sqlite.Descriptors() }
