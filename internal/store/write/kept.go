package write

// kept contains what mutations of a commit group have looked up or stored, for the mutations that follow
// in the same transaction. The caches of the store contain it only after the commit. It is nil if a
// mutation can be rolled back alone, because the others must not use what was rolled back.
type kept map[any]any

// Keep keeps a value until the end of the transaction, under a key of a type that nothing else uses.
func (t *Tx) Keep(key, value any) {
	if t.kept != nil {
		t.kept[key] = value
	}
}

// Kept returns the value that Keep has kept under a key.
func Kept[V any](t *Tx, key any) (value V, ok bool) {
	if len(t.kept) == 0 {
		return value, false
	}
	value, ok = t.kept[key].(V)
	return value, ok
}
