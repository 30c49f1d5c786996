package models

import (
	"database/sql/driver"
	"encoding/json"
)

// DriveItem is a file or a folder in a drive (driveItem in Microsoft Graph).
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
	// ParentID is the id of the folder for a new item, or empty for the top level of the
	// drive. It is not stored.
	ParentID ID `gorm:"-"`
}

// File has the properties of a file (file in Microsoft Graph).
type File struct {
	MimeType *string `json:"mimeType,omitempty"`
}

// Value returns the facet as JSON. NULL means that the item is not a file.
func (f File) Value() (driver.Value, error) { return facetValue(f) }

// Scan sets the facet from the result of Value.
func (f *File) Scan(src any) error { return scanFacet(src, f) }

// Folder marks a folder (folder in Microsoft Graph).
type Folder struct {
	OdataType *string `json:"-"`
}

// Value returns the facet as JSON. NULL means that the item is not a folder.
func (f Folder) Value() (driver.Value, error) { return facetValue(f) }

// Scan sets the facet from the result of Value.
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
		return NewContentError("a %T is no facet of an item", src)
	}
	if json.Unmarshal([]byte(text), facet) != nil {
		return NewContentError("the content of a facet of an item is invalid")
	}
	return nil
}

// Deleted marks a deleted item (deleted in Microsoft Graph).
type Deleted struct {
	DeletedDateTime Instant
}

// State returns "deleted", as in Microsoft Graph.
func (Deleted) State() string { return "deleted" }

// Deleted returns nil if the item was not deleted.
func (i *DriveItem) Deleted() *Deleted {
	if i.DeletedDateTime == nil {
		return nil
	}
	return &Deleted{DeletedDateTime: *i.DeletedDateTime}
}

// Validate checks an item that a client sent. It returns BAD_USER_INPUT.
func (i *DriveItem) Validate() error {
	if err := i.ID.ValidateNew("input.id"); err != nil {
		return err
	}
	if err := ValidateName("input.name", i.Name); err != nil {
		return err
	}
	switch {
	case i.File != nil && i.Folder != nil:
		return Invalid("input.folder", "An item is either a file or a folder. Send only one of file and folder.")
	case i.File != nil:
		return validateOptional("input.file.mimeType", i.File.MimeType, MaxNameLength)
	case i.Folder != nil:
		return i.Folder.validate("input.folder")
	}
	return Invalid("input.file", `Send file or folder, such as "file: {}".`)
}

const folderType = "#microsoft.graph.folder"

func (f *Folder) validate(argument string) error {
	return validateODataType(argument, &f.OdataType, folderType)
}

// DriveItemConnection is a page of items.
type DriveItemConnection struct{ Connection[*DriveItem] }

// DriveItemEdge is an item in a list.
type DriveItemEdge = Edge[*DriveItem]
