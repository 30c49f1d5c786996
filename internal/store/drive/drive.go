// Package drive reads and changes drives and their items, and records drive activities.
package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Store reads and changes drives and their items, and records drive activities.
type Store struct{ writer *write.Writer }

// NewStore returns a Store whose mutations run in the given writer.
func NewStore(w *write.Writer) Store { return Store{w} }

var (
	drivesOfGroups = read.Relation[models.Drive, models.Drive]{
		Table: object.Drives.Table, Column: "drives.group_num",
		Num: func(d models.Drive) int64 { return d.GroupNum }, Nodes: read.AsTheyAre[models.Drive],
	}
	// Drives loads drives by number.
	Drives = read.Relation[models.Drive, models.Drive]{
		Table: object.Drives.Table, Column: "drives.num",
		Num: func(d models.Drive) int64 { return d.Num }, Nodes: read.AsTheyAre[models.Drive],
	}
)

// Drive returns the drive with an id, or nil if there is none that the caller may see.
func (s *Store) Drive(ctx context.Context, id models.ID) (*models.Drive, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.ByID[models.Drive](v, object.Drives, id)
}

// DriveOfGroup returns the drive that a group owns.
func (s *Store) DriveOfGroup(ctx context.Context, g *models.Group) (*models.Drive, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "drive", drivesOfGroups, g, func(g *models.Group) int64 { return g.Num }))("", "drive")
}

// DriveOfItem returns the drive that contains an item.
func (s *Store) DriveOfItem(ctx context.Context, i *models.DriveItem) (*models.Drive, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "drive", drivesOfGroups, i, func(i *models.DriveItem) int64 { return i.GroupNum }))("", "drive")
}
