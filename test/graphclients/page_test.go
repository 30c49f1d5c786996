package graphclients

import (
	"errors"

	"github.com/microsoft/kiota-abstractions-go/serialization"
)

// page is a page of a list, with the ids of its entities.
type page struct {
	ids      []string
	count    int64
	nextLink *string
}

func newPage(serialization.ParseNode) (serialization.Parsable, error) { return &page{}, nil }

// GetValue returns the entities.
func (p *page) GetValue() []string { return p.ids }

// GetOdataNextLink returns the URL of the next page, or nil if this is the last one.
func (p *page) GetOdataNextLink() *string { return p.nextLink }

func (p *page) Serialize(serialization.SerializationWriter) error { return errors.ErrUnsupported }

func (p *page) GetFieldDeserializers() map[string]func(serialization.ParseNode) error {
	return map[string]func(serialization.ParseNode) error{
		"@odata.nextLink": func(n serialization.ParseNode) (err error) {
			p.nextLink, err = n.GetStringValue()
			return err
		},
		"@odata.count": func(n serialization.ParseNode) error {
			count, err := n.GetInt64Value()
			if count != nil {
				p.count = *count
			}
			return err
		},
		"value": func(n serialization.ParseNode) error {
			entities, err := n.GetCollectionOfObjectValues(newEntity)
			for _, e := range entities {
				p.ids = append(p.ids, e.(*entity).id)
			}
			return err
		},
	}
}

// entity is an entity with an id.
type entity struct{ id string }

func newEntity(serialization.ParseNode) (serialization.Parsable, error) { return &entity{}, nil }

func (e *entity) Serialize(serialization.SerializationWriter) error { return errors.ErrUnsupported }

func (e *entity) GetFieldDeserializers() map[string]func(serialization.ParseNode) error {
	return map[string]func(serialization.ParseNode) error{"id": func(n serialization.ParseNode) error {
		id, err := n.GetStringValue()
		if id != nil {
			e.id = *id
		}
		return err
	}}
}
