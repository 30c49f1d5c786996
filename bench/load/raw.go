package load

import "strconv"

// Row is a row in the dialect raw, in its members' order: numbers, as if somebody
// had interned and checked everything before.
type Row struct {
	ID    string `json:"id"`
	Item  int64  `json:"item"`
	Ticks int64  `json:"ticks"`
	Actor int64  `json:"actor"`
}

// raw is the least that can be said: a list of rows, and the list of their ids
// and actors back.
type raw struct{}

// ticksOfEpoch is 1970 in units of 100 ns since the year 1.
const ticksOfEpoch = 621_355_968_000_000_000

func (raw) append(request, answer []byte, records []record) (newRequest, newAnswer []byte) {
	separator := byte('[')
	for _, r := range records {
		request = append(append(append(request, separator), `{"id":"`...), r.id...)
		request = strconv.AppendInt(append(request, `","item":`...), int64(r.item), 10)
		request = strconv.AppendInt(append(request, `,"ticks":`...), ticksOfEpoch+r.at.UnixNano()/100, 10)
		request = append(strconv.AppendInt(append(request, `,"actor":`...), int64(r.actor), 10), '}')
		answer = AppendAnswer(append(answer, separator), r.id, int64(r.actor))
		separator = ','
	}
	return append(request, ']'), append(answer, ']')
}

// AppendAnswer adds the answer to one row.
func AppendAnswer(to []byte, id string, actor int64) []byte {
	to = append(append(append(to, `{"id":"`...), id...), `","actor":`...)
	return append(strconv.AppendInt(to, actor, 10), '}')
}

func (raw) refused([]byte) bool { return false } // an error has a status of its own
