package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/itemactivity/itemactivity/models"
)

// cachedIdentitySets bounds the identity sets that are kept in memory.
const cachedIdentitySets = 4096

// identityCache remembers identity sets, which never change, by their number
// and by their content. It holds committed ones only: a number that was rolled
// back is given again.
type identityCache struct {
	byNum    *lru.Cache[int64, *models.IdentitySet]
	byDigest *lru.Cache[digest, int64]
}

type digest [sha256.Size]byte

func newIdentityCache() (*identityCache, error) {
	byNum, err := lru.New[int64, *models.IdentitySet](cachedIdentitySets)
	if err != nil {
		return nil, err
	}
	byDigest, err := lru.New[digest, int64](cachedIdentitySets)
	return &identityCache{byNum: byNum, byDigest: byDigest}, err
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

// intern returns the number of an identity set, storing it the first time.
func (t *txn) intern(set *models.IdentitySet) (int64, error) {
	text, err := json.Marshal(set)
	if err != nil {
		return 0, fmt.Errorf("identity set: %w", err)
	}
	d := digest(sha256.Sum256(text))
	if num, ok := t.store.identities.byDigest.Get(d); ok {
		return num, nil
	}
	row, err := take[identitySetRow](t.db.Where("digest = ?", d[:]))
	if err != nil {
		return 0, err
	}
	if row == nil {
		row = &identitySetRow{Digest: d[:], Content: string(text)}
		if row.ActorNum, err = t.internActor(set); err != nil {
			return 0, err
		}
		if err := t.create(row); err != nil {
			return 0, err
		}
	}
	num := row.Num
	t.afterCommit(func() {
		t.store.identities.byDigest.Add(d, num)
		t.store.identities.byNum.Add(num, set)
	})
	return num, nil
}

func (t *txn) internActor(set *models.IdentitySet) (*int64, error) {
	key, ok := set.ActorKey()
	if !ok {
		return nil, nil
	}
	wanted := actorRow{Slot: key.Slot, Value: key.Value}
	if key.ByName {
		wanted.ByName = 1
	}
	row, err := take[actorRow](t.db.Where("slot = ? AND by_name = ? AND value = ?", wanted.Slot, wanted.ByName, wanted.Value))
	if err != nil {
		return nil, err
	}
	if row == nil {
		row = &wanted
		if err := t.create(row); err != nil {
			return nil, err
		}
	}
	return &row.Num, nil
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
	if err := v.db.Where("num IN (SELECT value FROM json_each(?))", jsonOf(missing)).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, row := range rows {
		set := new(models.IdentitySet)
		if err := json.Unmarshal([]byte(row.Content), set); err != nil {
			return nil, fmt.Errorf("identity set %d: %w", row.Num, err)
		}
		sets[row.Num] = set
		v.remember(func() { v.store.identities.byNum.Add(row.Num, set) })
	}
	return sets, nil
}

// jsonOf gives numbers to json_each, so that one statement serves any number of
// them.
func jsonOf(nums []int64) string {
	b, _ := json.Marshal(nums)
	return string(b)
}

// identitySet returns the set under one number.
func (v view) identitySet(num int64) (*models.IdentitySet, error) {
	sets, err := v.identitySets(num)
	return sets[num], err
}
