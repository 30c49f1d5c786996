package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// maxNodes bounds the number of ids in one field.
const maxNodes = 100

// Node returns the object of any kind with an id, or nil if there is none that the caller may see.
func (s *Store) Node(ctx context.Context, id models.ID) (models.Node, error) {
	nodes, err := s.Nodes(ctx, []models.ID{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

// Nodes returns the objects with the given ids, in the same order. An element is nil if there is none
// that the caller may see. It returns BAD_USER_INPUT for too many ids.
func (s *Store) Nodes(ctx context.Context, ids []models.ID) ([]models.Node, error) {
	if len(ids) > maxNodes {
		return nil, models.Invalid("ids", "At most %d ids can be looked up at once, and %d were sent.", maxNodes, len(ids))
	}
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	known, err := knownIDs(v, ids)
	if err != nil {
		return nil, err
	}
	objects, err := findObjects(v, known)
	if err == nil {
		objects.derived, err = derivedActivities(v, objects.items, ids)
	}
	if err == nil {
		objects.users, err = group.FindUsers(v, usersAmong(ids))
	}
	if err != nil {
		return nil, err
	}
	nodes := make([]models.Node, len(ids))
	var stats []*models.ItemActivityStat
	for i, id := range ids {
		nodes[i] = objects.node(v, id, known)
		if stat, ok := nodes[i].(*models.ItemActivityStat); ok {
			stats = append(stats, stat)
		}
	}
	read.MakeBatch(v.Batches, stats)
	return nodes, nil
}

// usersAmong returns the plain ids of the users among ids of nodes.
func usersAmong(ids []models.ID) (userIDs []models.ID) {
	for _, id := range ids {
		if userID, ok := models.UserOfNode(id); ok {
			userIDs = append(userIDs, userID)
		}
	}
	return userIDs
}

// storedID returns the id under which an object is stored. For an object with a derived id, this is
// the id of its item.
func storedID(v read.Tx, id models.ID) models.ID {
	if item, ok := models.ItemOfAnalytics(id); ok {
		return item
	}
	if item, ok := models.ItemOfDerivedActivity(id); ok {
		return item
	}
	if _, item, ok := models.ParseWindowID(id, v.Now); ok {
		return item
	}
	return id
}

// knownIDs looks up the kinds and numbers of the objects with the given ids, except users. An id that
// is not in the table ids may be that of an item activity, and has no number in the result.
func knownIDs(v read.Tx, ids []models.ID) (map[models.ID]object.IDRow, error) {
	known := make(map[models.ID]object.IDRow, len(ids))
	sent := make([]models.ID, 0, len(ids))
	for _, id := range ids {
		if _, ok := models.UserOfNode(id); ok {
			continue
		}
		id = storedID(v, id)
		sent = append(sent, id)
		known[id] = object.IDRow{ID: id, Kind: object.ItemActivity}
	}
	if len(sent) == 0 {
		return known, nil
	}
	var rows []object.IDRow
	err := v.DB.Table("json_each(?) AS sent", codec.JSONIDs(sent)).Select("ids.*").
		Joins("CROSS JOIN ids ON ids.id = " + object.IDOfSent).Find(&rows).Error
	for _, row := range rows {
		known[row.ID] = row
	}
	return known, err
}

// objects contains the objects that were looked up together: users and item activities by id, and
// others by number.
type objects struct {
	users          map[models.ID]*models.User
	groups         map[int64]*models.Group
	drives         map[int64]*models.Drive
	items          map[int64]*models.DriveItem
	activities     map[int64]*models.DriveActivity
	derived        map[models.ID]*models.DriveActivity
	stats          map[int64]*models.ItemActivityStat
	itemActivities map[models.ID]*models.ItemActivity
}

// findObjects reads the objects that the caller may see, by one statement for each kind.
func findObjects(v read.Tx, known map[models.ID]object.IDRow) (o objects, err error) {
	nums := map[object.Kind][]int64{}
	var facts []models.ID
	for id, row := range known {
		nums[row.Kind] = append(nums[row.Kind], row.Num)
		if row.Kind == object.ItemActivity {
			facts = append(facts, id)
		}
	}
	for _, load := range []func(){
		func() { o.groups, err = group.Groups.Load(v, nums[object.Group]) },
		func() { o.drives, err = drive.Drives.Load(v, nums[object.Drive]) },
		func() { o.items, err = drive.Items.Load(v, nums[object.DriveItem]) },
		func() { o.activities, err = drive.Activities.Load(v, nums[object.DriveActivity]) },
		func() { o.stats, err = itemactivity.Stats.Load(v, nums[object.ItemActivityStat]) },
		func() { o.itemActivities, err = itemactivity.Find(v, facts) },
	} {
		if load(); err != nil {
			return objects{}, err
		}
	}
	return o, nil
}

// node returns the object under an id, or nil.
func (o objects) node(v read.Tx, id models.ID, known map[models.ID]object.IDRow) models.Node {
	if userID, ok := models.UserOfNode(id); ok {
		if o.users[userID] == nil && userID == v.Caller.UserID {
			// The caller is not stored yet.
			return read.UserOf(v.Caller)
		}
		return node(o.users[userID])
	}
	if _, ok := models.ItemOfDerivedActivity(id); ok {
		return node(o.derived[id])
	}
	row := known[storedID(v, id)]
	if _, ok := models.ItemOfAnalytics(id); ok {
		if item := o.items[row.Num]; item != nil && row.Kind == object.DriveItem {
			return models.NewItemAnalytics(item)
		}
		return nil
	}
	if w, _, ok := models.ParseWindowID(id, v.Now); ok {
		if item := o.items[row.Num]; item != nil && row.Kind == object.DriveItem {
			return models.NewItemActivityStat(w, item)
		}
		return nil
	}
	switch row.Kind {
	case object.Group:
		return node(o.groups[row.Num])
	case object.Drive:
		return node(o.drives[row.Num])
	case object.DriveItem:
		return node(o.items[row.Num])
	case object.DriveActivity:
		return node(o.activities[row.Num])
	case object.ItemActivityStat:
		return node(o.stats[row.Num])
	}
	return node(o.itemActivities[id])
}

// node converts a pointer to a Node. A nil pointer becomes a nil Node.
func node[T any, P interface {
	*T
	models.Node
}](found P,
) models.Node {
	if found == nil {
		return nil
	}
	return found
}
