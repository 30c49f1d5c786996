package load

import "strconv"

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

func (raw) append(request, response []byte, records []record) (newRequest, newResponse []byte) {
	separator := byte('[')
	for _, r := range records {
		request = append(append(append(request, separator), `{"id":"`...), r.id...)
		request = strconv.AppendInt(append(request, `","item":`...), int64(r.item), 10)
		request = strconv.AppendInt(append(request, `,"ticks":`...), ticksOfEpoch+r.at.UnixNano()/100, 10)
		request = append(strconv.AppendInt(append(request, `,"actor":`...), int64(r.actor), 10), '}')
		response = AppendResponse(append(response, separator), r.id, int64(r.actor))
		separator = ','
	}
	return append(request, ']'), append(response, ']')
}

// AppendResponse appends the response for one row.
func AppendResponse(to []byte, id string, actor int64) []byte {
	to = append(append(append(to, `{"id":"`...), id...), `","actor":`...)
	return append(strconv.AppendInt(to, actor, 10), '}')
}

func (raw) rejected([]byte) bool { return false } // an error response has another status
