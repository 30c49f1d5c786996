package read

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/cases"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// searches are the searches of a snapshot: the numbers of the rows that were found, by the
// name of the list. Only one search runs at a time, so that none is done twice.
type searches struct {
	mu    sync.Mutex
	found map[string][]int64
	// names and bytes are what all of them have read.
	names, bytes int
}

func (s *searches) tooMany() bool {
	return s.names > models.MaxSearchedNames || s.bytes > models.MaxSearchedBytes
}

// Containing returns a list of the rows of l whose column contains a text, without regard
// to case. argument is the name of the text in an error. The list must be ordered by number
// alone. No index finds such rows: the column is read in all rows of l, once for all
// pages and counts of a snapshot. It returns QUERY_TOO_COMPLEX if the searches of the
// snapshot would read more than models.MaxSearchedNames rows, or models.MaxSearchedBytes.
func (l List[P, R, T]) Containing(argument, column, text string) List[P, R, T] {
	all := l
	l.Name += strings.ReplaceAll(" containing "+strconv.Quote(text), "%", "%%")
	l.RowNumbers = func(v Tx, parents []P, c PageRange) ([][]int64, error) {
		s := &v.Batches.searches
		s.mu.Lock()
		defer s.mu.Unlock()
		var missing []P
		for _, p := range parents {
			if _, known := s.found[l.NameOf(p)]; !known {
				missing = append(missing, p)
			}
		}
		if len(missing) > 0 {
			found, err := all.search(v, missing, argument, column, text)
			if err != nil {
				return nil, err
			}
			if s.found == nil {
				s.found = make(map[string][]int64)
			}
			for i, p := range missing {
				s.found[l.NameOf(p)] = found[i]
			}
		}
		numbers := make([][]int64, len(parents))
		for i, p := range parents {
			numbers[i] = c.within(s.found[l.NameOf(p)])
		}
		return numbers, nil
	}
	return l
}

// search returns the numbers of the rows of each parent whose column contains a text, in
// ascending order.
func (l List[P, R, T]) search(v Tx, parents []P, argument, column, text string) ([][]int64, error) {
	s := &v.Batches.searches
	if s.tooMany() {
		return nil, tooManyNames(argument)
	}
	t, err := l.allRows(v, parents, "parent.key AS parent_key,"+l.Num+","+column)
	if err != nil {
		return nil, err
	}
	query, values := t.Add(" LIMIT ?", models.MaxSearchedNames-s.names+1).Statement()
	fold := cases.Fold()
	text = fold.String(text)
	found := make([][]int64, len(parents))
	err = statement.Query(v.DB, func(rows *sql.Rows) error {
		var parent int
		var num int64
		var name string
		if err := rows.Scan(&parent, &num, &name); err != nil {
			return err
		}
		s.names++
		if s.bytes += len(name); s.tooMany() {
			return tooManyNames(argument)
		}
		if strings.Contains(fold.String(name), text) {
			found[parent] = append(found[parent], num)
		}
		return nil
	}, query, values...)
	for _, nums := range found {
		slices.Sort(nums)
	}
	return found, err
}

func tooManyNames(argument string) error {
	return models.Errorf(models.QueryTooComplex, argument,
		"A search reads the names of all items in the list. The searches of one operation can read %d names, with %d bytes together. Search in fewer or smaller lists.",
		models.MaxSearchedNames, models.MaxSearchedBytes)
}

// allRows selects columns of the rows of the lists of all parents, as far as the caller may see
// them, without order.
func (l List[P, R, T]) allRows(v Tx, parents []P, columns string) (*statement.Text, error) {
	sent, parent, err := l.eachParent(v, parents)
	if err != nil {
		return nil, err
	}
	t := statement.NewText().Add("SELECT ").Add(columns).Add(" FROM json_each(?) AS parent CROSS JOIN ", sent).Add(l.Table.Name)
	of := l.Of(v, parent)
	t.Where(of.SQL, of.Vars...)
	v.AddVisible(t, l.Table.Group)
	return t, nil
}

// within returns the numbers of a page, and one more, of the numbers of a list in ascending
// order.
func (r PageRange) within(numbers []int64) []int64 {
	if r.After.Named {
		i, found := slices.BinarySearch(numbers, r.After.Num)
		if found {
			i++
		}
		numbers = numbers[i:]
	}
	if r.Before.Named {
		i, _ := slices.BinarySearch(numbers, r.Before.Num)
		numbers = numbers[:i]
	}
	if more := len(numbers) - r.Limit - 1; more > 0 {
		if r.FromEnd {
			return numbers[more:]
		}
		return numbers[:r.Limit+1]
	}
	return numbers
}
