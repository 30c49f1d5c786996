package rest

import (
	"maps"
	"slices"
	"strings"

	"github.com/itemactivity/itemactivity/models"
)

// inDrive is the value of a variable, which is only valid in a drive.
type inDrive struct {
	value any
	// drive is the id of the drive. It is empty if the client did not send it.
	drive string
}

// itemReferenceType is the type of parentReference in Graph.
const itemReferenceType = typePrefix + "itemReference"

// rootPaths are the paths of the top level of the drive in Graph.
var rootPaths = []string{"/drive/root", "/drive/root:"}

// parentReference reads the folder that will contain an item: its id, or null for the top
// level of the drive.
func parentReference(name string, value any) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, models.Invalid(name, "The member %s must be an object.", models.Quote(name))
	}
	texts := map[string]string{}
	for _, member := range slices.Sorted(maps.Keys(object)) {
		at := name + "." + member
		text, isText := object[member].(string)
		switch {
		case !slices.Contains([]string{"id", "path", "driveId", odataTypeMember}, member):
			return nil, models.Invalid(at, "The member %s is unknown.", models.Quote(at))
		case !isText:
			return nil, models.Invalid(at, "The member %s must be a string.", models.Quote(at))
		case text == "":
			return nil, models.Invalid(at, "The member %s must not be empty.", models.Quote(at))
		case member == odataTypeMember && strings.TrimPrefix(text, "#") != itemReferenceType:
			return nil, models.Invalid(at, "The member %s must be #%s.", models.Quote(at), itemReferenceType)
		case member == "path" && !slices.Contains(rootPaths, text):
			return nil, models.Invalid(at, "The member %s can only be /drive/root:, the top of the drive. Send the id of a folder as %s.", models.Quote(at), models.Quote(name+".id"))
		}
		texts[member] = text
	}
	parent := inDrive{drive: texts["driveId"]}
	id, path := texts["id"], texts["path"]
	if (id == "") == (path == "") {
		return nil, models.Invalid(name, "The member %s must have either an id or a path.", models.Quote(name))
	}
	if id != "" {
		parent.value = id
	}
	return parent, nil
}

// checkDrive compares the drive of a parentReference with the drive of the path.
func (x *exchange) checkDrive() error {
	if x.drive != "" && x.drive != x.parameters["driveId"] {
		const at = "parentReference.driveId"
		return models.Invalid(at, "The member %s is not the id of the item's drive. An item cannot be moved to another drive.", models.Quote(at))
	}
	return nil
}
