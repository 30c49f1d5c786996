package group

import (
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// showsName is the condition that the group of a user's membership shows the user's
// name; members is the name of group_members in the statement.
func showsName(members string) string {
	return fmt.Sprintf("EXISTS (SELECT 1 FROM group_names WHERE group_names.group_num = %[1]s.group_num AND group_names.user_id = %[1]s.member)", members)
}

// nameVisible is the condition on a row of users that the caller may see the name: it is
// the caller's own, or a group shows it that the caller may see. It is the same wherever
// the user is found, because clients keep one object for each id.
func nameVisible(v read.Tx) clause.Expr {
	seen, vars := v.Visible("showing.group_num")
	return clause.Expr{
		SQL: fmt.Sprintf("(users.id = ? OR EXISTS (SELECT 1 FROM group_members AS showing WHERE showing.kind = %d AND showing.member = users.id AND %s AND %s))",
			read.UserMember, showsName("showing"), seen),
		Vars: append([]any{v.Caller.UserID}, vars...),
	}
}

// named gives the caller the name in its credentials, if they have one.
func named(v read.Tx, u *models.User) *models.User {
	if u.UserID == v.Caller.UserID && v.Caller.DisplayName != "" {
		u.DisplayName = &v.Caller.DisplayName
	}
	return u
}
