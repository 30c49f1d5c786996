package group

import (
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// showsName returns the condition that a group shows the name of its member. The argument is
// the name of group_members in the statement.
func showsName(members string) string {
	return fmt.Sprintf("EXISTS (SELECT 1 FROM group_names WHERE group_names.group_num = %[1]s.group_num AND group_names.user_id = %[1]s.member)", members)
}

// nameVisible returns the condition that the caller may see the name in a row of users: it is
// the caller's own, or it is shown by a group that the caller may see. The condition is the same
// for all fields that return the user, because clients cache one object for each id.
func nameVisible(v read.Tx) clause.Expr {
	seen, vars := v.Visible("showing.group_num")
	return clause.Expr{
		SQL: fmt.Sprintf("(users.id = ? OR EXISTS (SELECT 1 FROM group_members AS showing WHERE showing.kind = %d AND showing.member = users.id AND %s AND %s))",
			read.UserMember, showsName("showing"), seen),
		Vars: append([]any{v.Caller.UserID}, vars...),
	}
}

// named sets the name of a user who is the caller to the one in the caller's credentials, if
// they contain one.
func named(v read.Tx, u *models.User) *models.User {
	if u.UserID == v.Caller.UserID && v.Caller.DisplayName != "" {
		u.DisplayName = &v.Caller.DisplayName
	}
	return u
}
