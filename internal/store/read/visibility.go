package read

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// Within limits a statement to the groups that the caller may see; column is
// the one that holds a group's number.
func (t Tx) Within(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if t.EveryGroup {
			return db
		}
		condition, vars := t.Visible(column)
		return db.Where(condition, vars...)
	}
}

// Visible is the condition that Within adds, with its values. It has one
// placeholder for each of them, so that it needs no gorm.
func (t Tx) Visible(column string) (condition string, vars []any) {
	if t.EveryGroup {
		return "TRUE", nil
	}
	kind, member := MemberOf(t.Caller)
	condition = `EXISTS (SELECT 1 FROM group_members AS own WHERE own.group_num = ` + column + ` AND own.kind = ? AND own.member = ?)`
	vars = []any{kind, member}
	if len(t.Caller.Groups) == 0 {
		return condition, vars
	}
	condition = `(` + condition + ` OR ` + column + ` IN (SELECT claimed.num FROM groups AS claimed WHERE claimed.claim IN (?` +
		strings.Repeat(`,?`, len(t.Caller.Groups)-1) + `)))`
	for _, id := range t.Caller.Groups {
		vars = append(vars, id)
	}
	return condition, vars
}

// OwnGroups selects the numbers of the groups that the caller belongs to. One may
// come twice: a stored membership may be the token's, too.
func (t Tx) OwnGroups() clause.Expr {
	kind, member := MemberOf(t.Caller)
	own := clause.Expr{
		SQL:  "SELECT group_num AS num FROM group_members WHERE kind = ? AND member = ?",
		Vars: []any{kind, member},
	}
	if len(t.Caller.Groups) > 0 {
		own.SQL += " UNION ALL SELECT num FROM groups WHERE claim IN ?"
		own.Vars = append(own.Vars, t.Caller.Groups)
	}
	return own
}

// MemberKind is what a member of a group is. The numbers are stored.
type MemberKind int

// The kinds of members.
const (
	UserMember MemberKind = iota + 1
	ApplicationMember
)

// MemberOf says as whom the caller is a member of groups: a user who acts
// through an application has the user's groups only.
func MemberOf(p *auth.Principal) (MemberKind, models.ID) {
	if p.UserID != "" {
		return UserMember, p.UserID
	}
	return ApplicationMember, p.ApplicationID
}

// UserOf returns the user that a caller is, with the name in its credentials if they have
// one.
func UserOf(p *auth.Principal) *models.User {
	u := &models.User{UserID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}
