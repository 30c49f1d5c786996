package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unsafe"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// identityCache remembers identity sets, which never change, by their number
// and by their content. It holds committed ones only: a number that was rolled
// back is given again.
type identityCache struct {
	byNum     *lru.Cache[int64, *models.IdentitySet]
	byContent *lru.Cache[contentDigest, identitySetRef]
}

// identityCacheBytes bounds each half of an identityCache: some 3,000 sets of an
// application and a user.
const identityCacheBytes = 1 << 20

// contentDigest stands for all that an identity set says, however long.
type contentDigest [sha256.Size]byte

// digestOf is that of an attribution: the same set with two counted actors is two.
func digestOf(a attribution) contentDigest {
	b := make([]byte, 0, 256)
	text := func(s *string) {
		if s == nil {
			b = append(b, 0)
			return
		}
		b = binary.AppendUvarint(b, uint64(len(*s))+1)
		b = append(b, *s...)
	}
	for _, i := range [...]*models.Identity{a.set.User, a.set.Application, a.set.Device} {
		if i == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		text(i.ID)
		text(i.DisplayName)
	}
	return sha256.Sum256(appendActor(b, a.counted))
}

// identitySetRef is the numbers behind an identity set: its own, and in actors
// that of the counted actor, 0 for none, and those of all its identities.
type identitySetRef struct {
	num   int64
	actor int64
	// all has the known first. The counted actor is among them, and may be one more
	// than the set names.
	all   [models.ActorSlots + 1]int64
	known int
}

func (r *identitySetRef) add(identity int64) {
	r.all[r.known] = identity
	r.known++
}

func (r *identitySetRef) identities() []int64 { return r.all[:r.known] }

func newIdentityCache() *identityCache {
	byNum := lru.New(math.MaxInt, identityCacheBytes, func(num int64, set *models.IdentitySet) int {
		n := lru.EntryBytes + int(unsafe.Sizeof(num)+unsafe.Sizeof(set)+unsafe.Sizeof(*set))
		for _, i := range [...]*models.Identity{set.User, set.Application, set.Device} {
			if i != nil {
				n += int(unsafe.Sizeof(*i)) + textBytes(i.ID) + textBytes(i.DisplayName)
			}
		}
		return n
	})
	byContent := lru.New(math.MaxInt, identityCacheBytes, func(d contentDigest, ref identitySetRef) int {
		return lru.EntryBytes + int(unsafe.Sizeof(d)+unsafe.Sizeof(ref))
	})
	return &identityCache{byNum: byNum, byContent: byContent}
}

func textBytes(s *string) int {
	if s == nil {
		return 0
	}
	return int(unsafe.Sizeof(*s)) + len(*s)
}

type identitySetRow struct {
	Num      int64 `gorm:"primaryKey"`
	Digest   []byte
	Content  string
	ActorNum *int64
}

func (identitySetRow) TableName() string { return "identity_sets" }

type actorRow struct {
	Num    int64 `gorm:"primaryKey"`
	Slot   models.ActorSlot
	ByName int
	Value  string
}

func (actorRow) TableName() string { return "actors" }

func newActorRow(key models.ActorKey) *actorRow {
	row := &actorRow{Slot: key.Slot, Value: key.Value}
	if key.ByName {
		row.ByName = 1
	}
	return row
}

// among finds the actor with the same key.
func (r *actorRow) among(db *gorm.DB) *gorm.DB {
	return db.Where("slot = ? AND by_name = ? AND value = ?", r.Slot, r.ByName, r.Value)
}

// intern returns the number of an identity set, storing it the first time.
func (t *txn) intern(set *models.IdentitySet) (int64, error) {
	ref, err := t.internAttribution(attributed(set))
	return ref.num, err
}

// internAttribution returns the numbers behind an identity set and its counted
// actor, storing them and the set's identities the first time.
func (t *txn) internAttribution(a attribution) (identitySetRef, error) {
	content := digestOf(a)
	if ref, ok := t.store.identities.byContent.Get(content); ok {
		return ref, nil
	}
	ref, err := t.internActors(a)
	if err != nil {
		return identitySetRef{}, err
	}
	text, err := json.Marshal(a.set)
	if err != nil {
		return identitySetRef{}, fmt.Errorf("identity set: %w", err)
	}
	d := storedDigest(text, a)
	if ref.num, err = t.numOr("SELECT num FROM identity_sets WHERE digest = ?", []any{d}, func() (int64, error) {
		return t.insert("INSERT INTO identity_sets (digest, content, actor_num) VALUES (?, ?, nullif(?, 0))", d, string(text), ref.actor)
	}); err != nil {
		return identitySetRef{}, err
	}
	t.afterCommit(func() {
		t.store.identities.byContent.Add(content, ref)
		t.store.identities.byNum.Add(ref.num, ownSet(a.set))
	})
	return ref, nil
}

// ownSet copies a set with its texts: those of a client may be parts of a whole
// request, which would stay in memory with them.
func ownSet(set *models.IdentitySet) *models.IdentitySet {
	text := func(s *string) *string {
		if s == nil {
			return nil
		}
		own := strings.Clone(*s)
		return &own
	}
	identity := func(i *models.Identity) *models.Identity {
		if i == nil {
			return nil
		}
		return &models.Identity{ID: text(i.ID), DisplayName: text(i.DisplayName)}
	}
	return &models.IdentitySet{Application: identity(set.Application), Device: identity(set.Device), User: identity(set.User)}
}

// numOr returns the number that a statement finds, or that of what is made where
// it finds none.
func (t *txn) numOr(statement string, args []any, create func() (int64, error)) (int64, error) {
	var num int64
	err := t.row(statement, args...).Scan(&num)
	if errors.Is(err, sql.ErrNoRows) {
		return create()
	}
	return num, err
}

// internActors returns the numbers of the set's identities and of its counted actor.
func (t *txn) internActors(a attribution) (ref identitySetRef, err error) {
	for _, key := range a.keys() {
		values := []any{int64(key.Slot), key.ByName, key.Value}
		num, err := t.numOr("SELECT num FROM actors WHERE slot = ? AND by_name = ? AND value = ?", values, func() (int64, error) {
			return t.insert("INSERT INTO actors (slot, by_name, value) VALUES (?, ?, ?)", values...)
		})
		if err != nil {
			return ref, err
		}
		ref.add(num)
		if key == a.counted {
			ref.actor = num
		}
	}
	return ref, nil
}

// identitySets returns the sets under the numbers. They are shared: nobody
// changes them.
func (v view) identitySets(nums ...int64) (map[int64]*models.IdentitySet, error) {
	sets := make(map[int64]*models.IdentitySet, len(nums))
	var missing []int64
	for _, num := range nums {
		if _, ok := sets[num]; ok {
			continue
		}
		set, ok := v.store.identities.byNum.Get(num)
		if !ok {
			missing = append(missing, num)
		}
		sets[num] = set
	}
	if len(missing) == 0 {
		return sets, nil
	}
	var rows []identitySetRow
	if err := v.db.Where("num IN (SELECT value FROM json_each(?))", codec.JSONNumbers(missing)).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, row := range rows {
		set := new(models.IdentitySet)
		if err := codec.DecodeContent("identity set", row.Num, row.Content, set); err != nil {
			return nil, v.store.database.RecordDamage(err)
		}
		sets[row.Num] = set
		v.remember(func() { v.store.identities.byNum.Add(row.Num, set) })
	}
	return sets, nil
}

// identitySet returns the set under one number.
func (v view) identitySet(num int64) (*models.IdentitySet, error) {
	sets, err := v.identitySets(num)
	return sets[num], err
}
