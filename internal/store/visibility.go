package store

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// within limits a statement to the groups that the caller may see; column is
// the one that holds a group's number.
func (v readTx) Within(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if v.EveryGroup {
			return db
		}
		condition, vars := v.Visible(column)
		return db.Where(condition, vars...)
	}
}

// visible is the condition that within adds, with its values. It has one
// placeholder for each of them, so that it needs no gorm.
func (v readTx) Visible(column string) (condition string, vars []any) {
	if v.EveryGroup {
		return "TRUE", nil
	}
	kind, member := MemberOf(v.Caller)
	condition = `EXISTS (SELECT 1 FROM group_members AS own WHERE own.group_num = ` + column + ` AND own.kind = ? AND own.member = ?)`
	vars = []any{kind, member}
	if len(v.Caller.Groups) == 0 {
		return condition, vars
	}
	condition = `(` + condition + ` OR ` + column + ` IN (SELECT claimed.num FROM groups AS claimed WHERE claimed.claim IN (?` +
		strings.Repeat(`,?`, len(v.Caller.Groups)-1) + `)))`
	for _, id := range v.Caller.Groups {
		vars = append(vars, id)
	}
	return condition, vars
}

// ownGroups selects the numbers of the groups that the caller belongs to. One may
// come twice: a stored membership may be the token's, too.
func (v readTx) OwnGroups() clause.Expr {
	kind, member := MemberOf(v.Caller)
	own := clause.Expr{
		SQL:  "SELECT group_num AS num FROM group_members WHERE kind = ? AND member = ?",
		Vars: []any{kind, member},
	}
	if len(v.Caller.Groups) > 0 {
		own.SQL += " UNION ALL SELECT num FROM groups WHERE claim IN ?"
		own.Vars = append(own.Vars, v.Caller.Groups)
	}
	return own
}

// memberOf says as whom the caller is a member of groups: a user who acts
// through an application has the user's groups only.
func MemberOf(p *auth.Principal) (MemberKind, models.ID) {
	if p.UserID != "" {
		return UserMember, p.UserID
	}
	return ApplicationMember, p.ApplicationID
}
