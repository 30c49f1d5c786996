package read

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Within limits a query of gorm to the groups that the caller may see. The column contains the number of a
// group.
func (t Tx) Within(column string) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		if t.EveryGroup {
			return db
		}
		condition, vars := t.Visible(column)
		return db.Where(condition, vars...)
	}
}

// AddVisible limits a statement to the groups that the caller may see. The column contains the number of a
// group.
func (t Tx) AddVisible(to *statement.Text, column string) {
	if !t.EveryGroup {
		condition, vars := t.Visible(column)
		to.Where(condition, vars...)
	}
}

// Visible returns the condition that Within adds, with one placeholder for each of its values.
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

// OwnGroups selects the numbers of the groups that the caller belongs to. A number occurs twice if
// the caller is a member both by a stored membership and by a claim.
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

// MemberKind is the kind of a member of a group. The numbers are stored.
type MemberKind int

// The kinds of members.
const (
	UserMember MemberKind = iota + 1
	ApplicationMember
)

// MemberOf returns the member of groups that a caller is. A caller with a user and an application
// is the user.
func MemberOf(p *auth.Principal) (MemberKind, models.ID) {
	if p.UserID != "" {
		return UserMember, p.UserID
	}
	return ApplicationMember, p.ApplicationID
}

// UserOf returns the user of a caller, with the name in the caller's credentials if they contain
// one.
func UserOf(p *auth.Principal) *models.User {
	u := &models.User{UserID: p.UserID}
	if p.DisplayName != "" {
		u.DisplayName = &p.DisplayName
	}
	return u
}
