package models

// ItemActionSet has the actions of one activity (itemActionSet in Microsoft Graph). A
// member is nil if the activity does not have that action.
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

// CommentAction is a comment on an item. Lists of actions are encoded without omitempty,
// because an empty list differs from an absent one.
type CommentAction struct {
	IsReply      *bool          `json:"isReply,omitempty"`
	ParentAuthor *IdentitySet   `json:"parentAuthor,omitempty"`
	Participants []*IdentitySet `json:"participants"`
}

// CreateAction is the creation of an item.
type CreateAction struct {
	OdataType *string `json:"-"`
}

// DeleteAction is the deletion of an item.
type DeleteAction struct {
	Name       *string `json:"name,omitempty"`
	ObjectType *string `json:"objectType,omitempty"`
}

// EditAction is a change of an item's content.
type EditAction struct {
	OdataType *string `json:"-"`
}

// MentionAction is a mention of somebody in an item.
type MentionAction struct {
	Mentionees []*IdentitySet `json:"mentionees"`
}

// MoveAction is a move of an item between two locations, given by their names.
type MoveAction struct {
	From *string `json:"from,omitempty"`
	To   *string `json:"to,omitempty"`
}

// RenameAction is a change of an item's name.
type RenameAction struct {
	NewName *string `json:"newName,omitempty"`
	OldName *string `json:"oldName,omitempty"`
}

// RestoreAction is the restoration of a deleted item.
type RestoreAction struct {
	OdataType *string `json:"-"`
}

// ShareAction is the sharing of an item with somebody.
type ShareAction struct {
	Recipients []*IdentitySet `json:"recipients"`
}

// VersionAction is the creation of a new version of an item.
type VersionAction struct {
	NewVersion *string `json:"newVersion,omitempty"`
}

// AccessAction marks an access (accessAction in Microsoft Graph).
type AccessAction struct {
	OdataType *string
}

const (
	accessType  = "#microsoft.graph.accessAction"
	createType  = "#microsoft.graph.createAction"
	editType    = "#microsoft.graph.editAction"
	restoreType = "#microsoft.graph.restoreAction"
)

// NewAccessAction returns an AccessAction with its type name. It is shared, and must not be changed.
func NewAccessAction() *AccessAction { return accessAction }

var accessAction = &AccessAction{OdataType: pointer(accessType)}

// SetTypes sets the type names of the actions that have no other member. They are not
// stored.
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
