package store

import (
	"context"

	"github.com/itemactivity/itemactivity/models"
)

// Node finds the object under an id, whatever it is; nil where there is none
// that the caller may see.
func (s *Store) Node(ctx context.Context, id models.ID) (models.Node, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	if itemID, ok := models.ItemOfAnalytics(id); ok {
		return node(v.analytics(itemID))
	}
	if _, _, ok := models.ParseWindowID(id, v.now); ok {
		return node(v.stat(id))
	}
	row, err := take[idRow](v.db.Where("id = ?", id))
	if err != nil {
		return nil, err
	}
	if row == nil {
		if id == v.caller.UserID {
			return node(v.user(id))
		}
		return node(v.itemActivity(id))
	}
	switch row.Kind {
	case userNoun:
		return node(v.user(id))
	case groupNoun:
		return node(byNum[models.Group](v, groupTable, row.Num))
	case driveNoun:
		return node(byNum[models.Drive](v, driveTable, row.Num))
	case driveItemNoun:
		return node(byNum[models.DriveItem](v, driveItemTable, row.Num))
	case driveActivityNoun:
		activity, err := byNum[driveActivityRow](v, driveActivityTable, row.Num)
		if activity == nil {
			return nil, err
		}
		return node(v.driveActivity(activity))
	case itemActivityStatNoun:
		return node(v.stat(id))
	}
	return nil, nil
}

// node keeps a nil pointer from becoming a Node that is not nil.
func node[T any, P interface {
	*T
	models.Node
}](found P, err error) (models.Node, error) {
	if found == nil || err != nil {
		return nil, err
	}
	return found, nil
}

func (v view) analytics(itemID models.ID) (*models.ItemAnalytics, error) {
	item, err := byID[models.DriveItem](v, driveItemTable, itemID)
	if item == nil {
		return nil, err
	}
	return models.NewItemAnalytics(item), nil
}

// maxNodes bounds the objects that one field fetches by id.
const maxNodes = 100

// Nodes finds the objects under ids, in their order; nil in the place of each
// that the caller may not see. It returns BAD_USER_INPUT for too many.
func (s *Store) Nodes(ctx context.Context, ids []models.ID) ([]models.Node, error) {
	if len(ids) > maxNodes {
		return nil, models.Invalid("ids", "At most %d ids are looked up at once; %d were sent.", maxNodes, len(ids))
	}
	nodes := make([]models.Node, len(ids))
	for i, id := range ids {
		var err error
		if nodes[i], err = s.Node(ctx, id); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
