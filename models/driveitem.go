package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// DriveItem is a file or a folder of a drive: Graph's driveItem.
type DriveItem struct {
	Num                  int64 `gorm:"primaryKey"`
	ID                   ID
	GroupNum             int64
	ParentNum            *int64
	Name                 string
	File                 *File
	Folder               *Folder
	CreatedDateTime      Instant
	CreatedByNum         int64
	LastModifiedDateTime Instant
	LastModifiedByNum    int64
	DeletedDateTime      *Instant
	// ParentID is the folder that a client chose for a new item.
	ParentID ID `gorm:"-"`
}

// File marks a file: Graph's file facet.
type File struct {
	MimeType *string `json:"mimeType,omitempty"`
}

// Value stores the facet as JSON, so that a present one is never NULL.
func (f File) Value() (driver.Value, error) { return facetValue(f) }

// Scan reads what Value stored.
func (f *File) Scan(src any) error { return scanFacet(src, f) }

// Folder marks a folder: Graph's folder facet.
type Folder struct {
	OdataType *string `json:"-"`
}

// Value stores the facet as JSON, so that a present one is never NULL.
func (f Folder) Value() (driver.Value, error) { return facetValue(f) }

// Scan reads what Value stored.
func (f *Folder) Scan(src any) error {
	f.OdataType = pointer(folderType)
	return scanFacet(src, f)
}

func facetValue(facet any) (driver.Value, error) {
	b, err := json.Marshal(facet)
	return string(b), err
}

func scanFacet(src, facet any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("stored facet is a %T", src)
	}
	return json.Unmarshal([]byte(text), facet)
}

// Deleted marks a deleted item: Graph's deleted facet.
type Deleted struct {
	DeletedDateTime Instant
}

// State is what Graph says of an item in its recycle bin.
func (Deleted) State() string { return "deleted" }

// Deleted returns the mark of a deleted item, or nil.
func (i *DriveItem) Deleted() *Deleted {
	if i.DeletedDateTime == nil {
		return nil
	}
	return &Deleted{DeletedDateTime: *i.DeletedDateTime}
}

// Validate checks what a client sent to create an item.
func (i *DriveItem) Validate() error {
	if err := i.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := ValidateName("input.name", i.Name); err != nil {
		return err
	}
	switch {
	case i.File != nil && i.Folder != nil:
		return Invalid("input.folder", "An item is either a file or a folder: send one of the two.")
	case i.File != nil:
		return validateOptional("input.file.mimeType", i.File.MimeType, MaxNameLength)
	case i.Folder != nil:
		return i.Folder.validate("input.folder")
	}
	return Invalid("input.file", `Send file or folder, as in "file: {}": an item is one of the two.`)
}

const folderType = "#microsoft.graph.folder"

func (f *Folder) validate(argument string) error {
	return validateODataType(argument, &f.OdataType, folderType)
}

// DriveItemConnection is a page of items.
type DriveItemConnection struct{ Connection[*DriveItem] }

// DriveItemEdge is an item in a list.
type DriveItemEdge = Edge[*DriveItem]
