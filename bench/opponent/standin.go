package opponent

import (
	"context"
	"errors"
	"sync"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/itemactivity/itemactivity/bench/load"
	"github.com/itemactivity/itemactivity/models"
)

// standin stands for the best server that others would write with gorm. It uses all settings
// that make gorm on SQLite fast, checks the parents in a cache, and commits each mutation
// separately.
type standin struct {
	db *gorm.DB
	// parents is the cache of the parents that exist.
	parents *sync.Map
	// queue serves mutations in the order of their arrival. The pool gives its connection to
	// waiting goroutines in random order, so that some would wait very long.
	queue *sync.Mutex
}

// statementRows is the number of rows of one statement. SQLite allows 32,766 variables.
const statementRows = 1000

// parent contains the ids of the parents of an access.
type parent struct {
	StatID     string `gorm:"primaryKey"`
	ActivityID string
	GroupID    string
}

func openStandin(database string) (server, error) {
	db, err := gorm.Open(sqlite.Open("file:"+database+durable+manyPages+"&_txlock=immediate&_mutex=no"), &gorm.Config{
		PrepareStmt:            true,
		SkipDefaultTransaction: true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return server{}, err
	}
	pool, err := db.DB()
	if err != nil {
		return server{}, err
	}
	pool.SetMaxOpenConns(1)
	if err := db.Exec(asProduct).Error; err != nil {
		return server{}, errors.Join(err, pool.Close())
	}
	s := standin{db: db, parents: new(sync.Map), queue: new(sync.Mutex)}
	return server{Handler: graphQL(s, timelines{db}), Closer: pool}, s.migrate()
}

func (s standin) migrate() error {
	if err := s.db.AutoMigrate(&record{}, &parent{}); err != nil {
		return err
	}
	parents := make([]parent, load.Items)
	for item := range parents {
		parents[item] = parent{StatID: load.StatID(item), ActivityID: load.ActivityID(item), GroupID: load.GroupID}
	}
	return s.db.Save(parents).Error
}

// check returns an error if the parents do not exist or do not belong together.
func (s standin) check(ctx context.Context, groupID, activityID, statID models.ID) error {
	key := parent{StatID: string(statID), ActivityID: string(activityID), GroupID: string(groupID)}
	if _, ok := s.parents.Load(key); ok {
		return nil
	}
	if err := s.db.WithContext(ctx).Where(&key).Take(&parent{}).Error; err != nil {
		return err
	}
	s.parents.Store(key, nil)
	return nil
}

// CreateItemActivity stores an access.
func (s standin) CreateItemActivity(ctx context.Context, groupID, activityID, statID models.ID, input models.ItemActivity) (*models.ItemActivity, error) {
	ctx = context.WithoutCancel(ctx) // the driver starts a goroutine if the context can end
	if err := s.check(ctx, groupID, activityID, statID); err != nil {
		return nil, err
	}
	row := newRecord(groupID, activityID, statID, &input)
	s.queue.Lock()
	defer s.queue.Unlock()
	if err := s.db.WithContext(ctx).Create(row).Error; err != nil {
		return nil, err
	}
	return &input, nil
}

// CreateItemActivities stores all or none.
func (s standin) CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, _ bool) ([]*models.CreateItemActivityResult, error) {
	ctx = context.WithoutCancel(ctx)
	for _, in := range inputs {
		if err := s.check(ctx, in.GroupID, in.ActivityID, in.StatID); err != nil {
			return nil, err
		}
	}
	if err := s.store(ctx, newRecords(inputs)); err != nil {
		return nil, err
	}
	return results(inputs), nil
}

// store uses a single statement if possible. Such a statement is its own transaction and
// stays prepared, unlike a statement within a transaction.
func (s standin) store(ctx context.Context, records []*record) error {
	s.queue.Lock()
	defer s.queue.Unlock()
	db := s.db.WithContext(ctx)
	if len(records) <= statementRows {
		return db.CreateInBatches(records, statementRows).Error
	}
	return db.Transaction(func(tx *gorm.DB) error { return tx.CreateInBatches(records, statementRows).Error })
}
