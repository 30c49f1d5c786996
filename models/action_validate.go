package models

import "encoding/json"

// MaxActionBytes is the maximum size of the actions of one activity, encoded as JSON. It
// limits the memory of a page of activities.
const MaxActionBytes = 16 << 10

func (s *ItemActionSet) validateSize(argument string) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if len(b) > MaxActionBytes {
		return Invalid(argument, "The actions have %d bytes as JSON; the maximum is %d.", len(b), MaxActionBytes)
	}
	return nil
}

func (s *ItemActionSet) validate(argument string) error {
	if *s == (ItemActionSet{}) {
		return Invalid(argument, `At least one action is required, such as "edit: {}".`)
	}
	for _, check := range []func(string) error{
		s.Comment.validate, s.Create.validate, s.Delete.validate, s.Edit.validate, s.Mention.validate,
		s.Move.validate, s.Rename.validate, s.Restore.validate, s.Share.validate, s.Version.validate,
	} {
		if err := check(argument); err != nil {
			return err
		}
	}
	return nil
}

func (a *CommentAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	if err := a.ParentAuthor.Validate(argument + ".comment.parentAuthor"); err != nil {
		return err
	}
	return validateIdentities(argument+".comment.participants", a.Participants)
}

func (a *CreateAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateODataType(argument+".create", &a.OdataType, createType)
}

func (a *DeleteAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	if err := validateOptional(argument+".delete.name", a.Name, MaxTextLength); err != nil {
		return err
	}
	return validateOptional(argument+".delete.objectType", a.ObjectType, MaxTextLength)
}

func (a *EditAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateODataType(argument+".edit", &a.OdataType, editType)
}

func (a *MentionAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateIdentities(argument+".mention.mentionees", a.Mentionees)
}

func (a *MoveAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	if err := validateOptional(argument+".move.from", a.From, MaxTextLength); err != nil {
		return err
	}
	return validateOptional(argument+".move.to", a.To, MaxTextLength)
}

func (a *RenameAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	if err := validateOptional(argument+".rename.newName", a.NewName, MaxTextLength); err != nil {
		return err
	}
	return validateOptional(argument+".rename.oldName", a.OldName, MaxTextLength)
}

func (a *RestoreAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateODataType(argument+".restore", &a.OdataType, restoreType)
}

func (a *ShareAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateIdentities(argument+".share.recipients", a.Recipients)
}

func (a *VersionAction) validate(argument string) error {
	if a == nil {
		return nil
	}
	return validateOptional(argument+".version.newVersion", a.NewVersion, MaxTextLength)
}

func (a *AccessAction) validate(argument string) error {
	if a == nil {
		return Invalid(argument, `The field access is required. Send "access: {}".`)
	}
	return validateODataType(argument, &a.OdataType, accessType)
}
