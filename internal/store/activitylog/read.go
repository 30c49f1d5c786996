package activitylog

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
)

// readRows is the number of rows that one statement reads.
const readRows = 10_000

// Read reads the entries after one seq and up to another from the log.
func Read(db *gorm.DB, after, through int64) (entries []*Entry, err error) {
	for ; after < through; after += readRows {
		part, err := readPart(db, after, min(after+readRows, through))
		if err != nil {
			return nil, err
		}
		entries = append(entries, part...)
	}
	return entries, nil
}

func readPart(db *gorm.DB, after, through int64) ([]*Entry, error) {
	var rows []Row
	if err := db.Where("seq > ? AND seq <= ?", after, through).Order("seq").Find(&rows).Error; err != nil {
		return nil, err
	}
	refs := make(map[int64]identity.SetRef)
	for _, r := range rows {
		refs[r.ActorNum] = identity.SetRef{Num: r.ActorNum}
	}
	if err := identity.ReadRefs(db, refs); err != nil {
		return nil, err
	}
	entries := make([]*Entry, len(rows))
	for i, r := range rows {
		entries[i] = &Entry{r, refs[r.ActorNum]}
	}
	return entries, nil
}
