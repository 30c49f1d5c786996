package opponent

import (
	"context"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// batch is the number of rows of one statement.
const batch = 500

// textbook calls gorm as in tutorials, with gorm's default settings and as many connections
// as there are requests.
type textbook struct{ db *gorm.DB }

func openTextbook(database string) (server, error) {
	db, err := gorm.Open(sqlite.Open("file:"+database+durable), &gorm.Config{})
	if err != nil {
		return server{}, err
	}
	pool, err := db.DB()
	if err != nil {
		return server{}, err
	}
	return server{Handler: graphQL(textbook{db}, timelines{db}), Closer: pool}, db.AutoMigrate(&record{})
}

// CreateItemActivity stores an access.
func (t textbook) CreateItemActivity(ctx context.Context, groupID, activityID, statID models.ID, input models.ItemActivity) (*models.ItemActivity, error) {
	if err := t.db.WithContext(ctx).Create(newRecord(groupID, activityID, statID, &input)).Error; err != nil {
		return nil, err
	}
	return &input, nil
}

// CreateItemActivities stores all or none.
func (t textbook) CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, _ bool) ([]*models.CreateItemActivityResult, error) {
	if err := t.db.WithContext(ctx).CreateInBatches(newRecords(inputs), batch).Error; err != nil {
		return nil, err
	}
	return results(inputs), nil
}
