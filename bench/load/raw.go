package load

import (
	"net/http"
	"strconv"
)

// Row is a row in the dialect raw. Everything except the id is a number, as if the ids had
// been looked up and checked.
type Row struct {
	ID    string `json:"id"`
	Item  int64  `json:"item"`
	Ticks int64  `json:"ticks"`
	Actor int64  `json:"actor"`
}

// raw is the smallest format: a request is a list of rows, and the response is the list of
// their ids and actors.
type raw struct{}

// ticksOfEpoch is the time 1970-01-01 in units of 100 ns since the year 1.
const ticksOfEpoch = 621_355_968_000_000_000

func (raw) append(to *request, want []byte, records []record) (newWant []byte) {
	separator := byte('[')
	for _, r := range records {
		to.body = append(append(append(to.body, separator), `{"id":"`...), r.id...)
		to.body = strconv.AppendInt(append(to.body, `","item":`...), int64(r.item), 10)
		to.body = strconv.AppendInt(append(to.body, `,"ticks":`...), ticksOfEpoch+r.at.UnixNano()/100, 10)
		to.body = append(strconv.AppendInt(append(to.body, `,"actor":`...), int64(r.actor), 10), '}')
		want = AppendResponse(append(want, separator), r.id, int64(r.actor))
		separator = ','
	}
	to.body = append(to.body, ']')
	return append(want, ']')
}

func (raw) status() int { return http.StatusOK }

// AppendResponse appends the response for one row.
func AppendResponse(to []byte, id string, actor int64) []byte {
	to = append(append(append(to, `{"id":"`...), id...), `","actor":`...)
	return append(strconv.AppendInt(to, actor, 10), '}')
}

func (raw) rejected([]byte) bool { return false } // an error response has another status
