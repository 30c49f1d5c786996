package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// list is a query whose rows have places.
type list struct {
	// name tells this list from all others, for its cursors.
	name string
	// rows is the whole list, without order or limit.
	rows *gorm.DB
	// ticks and num are the columns that order it; ticks is empty for a list
	// that is ordered by number alone.
	ticks, num string
	// latestFirst turns the order round.
	latestFirst bool
}

// placed is a row that knows its place.
type placed interface{ place() place }

// page reads one page of the list and makes its nodes from the rows.
func page[R placed, T any](v view, l list, args models.PageArgs, nodes func([]R) ([]T, error)) (models.Connection[T], error) {
	l.rows = l.rows.Session(&gorm.Session{})
	rows, info, err := fetch[R](v, l, args)
	if err != nil {
		return models.Connection[T]{}, err
	}
	made, err := nodes(rows)
	if err != nil {
		return models.Connection[T]{}, err
	}
	c := models.Connection[T]{
		Edges:    make([]*models.Edge[T], len(rows)),
		PageInfo: info,
		Count:    func(ctx context.Context) (*int, error) { return l.count(v.db.WithContext(ctx)) },
	}
	for i, r := range rows {
		c.Edges[i] = &models.Edge[T]{Cursor: v.store.cursors.seal(l.name, r.place()), Node: made[i]}
	}
	if n := len(c.Edges); n > 0 {
		info.StartCursor, info.EndCursor = &c.Edges[0].Cursor, &c.Edges[n-1].Cursor
	}
	return c, nil
}

// bounds are the places that a page lies between, where the client named them.
type bounds struct{ after, before *place }

func fetch[R placed](v view, l list, args models.PageArgs) ([]R, *models.PageInfo, error) {
	limit, fromEnd, err := args.Limit()
	if err != nil {
		return nil, nil, err
	}
	within, err := l.bounds(v, args)
	if err != nil {
		return nil, nil, err
	}
	q := l.ordered(fromEnd)
	if within.after != nil {
		q = l.beyond(q, *within.after, false)
	}
	if within.before != nil {
		q = l.beyond(q, *within.before, true)
	}
	var rows []R
	if err := q.Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, nil, err
	}
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if fromEnd {
		slices.Reverse(rows)
	}
	info := &models.PageInfo{HasNextPage: more && !fromEnd, HasPreviousPage: more && fromEnd}
	return rows, info, l.lookBeyond(v, rowPlaces(rows), within, info)
}

func (l list) bounds(v view, args models.PageArgs) (b bounds, err error) {
	for _, named := range []struct {
		argument string
		cursor   *string
		place    **place
	}{{"after", args.After, &b.after}, {"before", args.Before, &b.before}} {
		if named.cursor == nil {
			continue
		}
		p, err := v.store.cursors.open(named.argument, l.name, *named.cursor)
		if err != nil {
			return bounds{}, err
		}
		*named.place = &p
	}
	return b, nil
}

func rowPlaces[R placed](rows []R) []place {
	if len(rows) == 0 {
		return nil
	}
	return []place{rows[0].place(), rows[len(rows)-1].place()}
}

// lookBeyond asks whether there is more on the sides that the client cut off:
// what lies there may have changed since it got its cursor.
func (l list) lookBeyond(v view, ends []place, within bounds, info *models.PageInfo) error {
	first, last := within.after, within.before
	if ends != nil {
		first, last = &ends[0], &ends[1]
	}
	if within.after != nil && !info.HasPreviousPage {
		before, err := l.has(v, *first, true, ends == nil)
		if err != nil {
			return err
		}
		info.HasPreviousPage = before
	}
	if within.before != nil && !info.HasNextPage {
		after, err := l.has(v, *last, false, ends == nil)
		if err != nil {
			return err
		}
		info.HasNextPage = after
	}
	return nil
}

// has says whether the list has a row on one side of a place, or there.
func (l list) has(v view, p place, towardsStart, orThere bool) (bool, error) {
	if orThere {
		// Numbers are whole, so one step back includes the place itself.
		if towardsStart != l.latestFirst {
			p.num++
		} else {
			p.num--
		}
	}
	var n int64
	err := v.db.Table("(?) AS beyond", l.beyond(l.rows, p, towardsStart).Select("1").Limit(1)).Count(&n).Error
	return n > 0, err
}

func (l list) ordered(fromEnd bool) *gorm.DB {
	direction := ""
	if fromEnd != l.latestFirst {
		direction = " DESC"
	}
	if l.ticks == "" {
		return l.rows.Order(l.num + direction)
	}
	return l.rows.Order(l.ticks + direction).Order(l.num + direction)
}

// beyond limits a query to the rows after a place, or before it.
func (l list) beyond(q *gorm.DB, p place, towardsStart bool) *gorm.DB {
	compare := " > "
	if towardsStart != l.latestFirst {
		compare = " < "
	}
	if l.ticks == "" {
		return q.Where(l.num+compare+"?", p.num)
	}
	return q.Where("("+l.ticks+", "+l.num+")"+compare+"(?, ?)", p.ticks, p.num)
}

// count counts the list, up to the limit beyond which nobody is told.
func (l list) count(db *gorm.DB) (*int, error) {
	var n int64
	counted := l.rows.WithContext(db.Statement.Context).Select("1").Limit(models.MaxTotalCount + 1)
	if err := db.Table("(?) AS listed", counted).Count(&n).Error; err != nil {
		return nil, err
	}
	if n > models.MaxTotalCount {
		return nil, nil
	}
	total := int(n)
	return &total, nil
}
