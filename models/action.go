package models

// ItemActionSet is the actions of one activity: Graph's itemActionSet. Each
// facet is there if the action took place.
type ItemActionSet struct {
	Comment *CommentAction `json:"comment,omitempty"`
	Create  *CreateAction  `json:"create,omitempty"`
	Delete  *DeleteAction  `json:"delete,omitempty"`
	Edit    *EditAction    `json:"edit,omitempty"`
	Mention *MentionAction `json:"mention,omitempty"`
	Move    *MoveAction    `json:"move,omitempty"`
	Rename  *RenameAction  `json:"rename,omitempty"`
	Restore *RestoreAction `json:"restore,omitempty"`
	Share   *ShareAction   `json:"share,omitempty"`
	Version *VersionAction `json:"version,omitempty"`
}

// CommentAction is a comment on an item. A list that was sent empty is not the
// same as none, so lists are written without omitempty.
type CommentAction struct {
	IsReply      *bool          `json:"isReply,omitempty"`
	ParentAuthor *IdentitySet   `json:"parentAuthor,omitempty"`
	Participants []*IdentitySet `json:"participants"`
}

// CreateAction marks a creation.
type CreateAction struct {
	OdataType *string `json:"-"`
}

// DeleteAction is a deletion.
type DeleteAction struct {
	Name       *string `json:"name,omitempty"`
	ObjectType *string `json:"objectType,omitempty"`
}

// EditAction marks a change of content.
type EditAction struct {
	OdataType *string `json:"-"`
}

// MentionAction is a mention.
type MentionAction struct {
	Mentionees []*IdentitySet `json:"mentionees"`
}

// MoveAction is a move between places, by their names.
type MoveAction struct {
	From *string `json:"from,omitempty"`
	To   *string `json:"to,omitempty"`
}

// RenameAction is a change of name.
type RenameAction struct {
	NewName *string `json:"newName,omitempty"`
	OldName *string `json:"oldName,omitempty"`
}

// RestoreAction marks a restoration.
type RestoreAction struct {
	OdataType *string `json:"-"`
}

// ShareAction is a share.
type ShareAction struct {
	Recipients []*IdentitySet `json:"recipients"`
}

// VersionAction is a new version.
type VersionAction struct {
	NewVersion *string `json:"newVersion,omitempty"`
}

// AccessAction marks an access: Graph's accessAction.
type AccessAction struct {
	OdataType *string
}

const (
	accessType  = "#microsoft.graph.accessAction"
	createType  = "#microsoft.graph.createAction"
	editType    = "#microsoft.graph.editAction"
	restoreType = "#microsoft.graph.restoreAction"
)

// NewAccessAction returns the mark of an access.
func NewAccessAction() *AccessAction {
	return &AccessAction{OdataType: pointer(accessType)}
}

// SetTypes puts the constant type names into the facets that have nothing else.
func (s *ItemActionSet) SetTypes() {
	if s.Create != nil {
		s.Create.OdataType = pointer(createType)
	}
	if s.Edit != nil {
		s.Edit.OdataType = pointer(editType)
	}
	if s.Restore != nil {
		s.Restore.OdataType = pointer(restoreType)
	}
}

func pointer[T any](v T) *T { return &v }
