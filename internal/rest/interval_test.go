package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestActivitiesByInterval reads statistics by day, week and month. Both ends of the period
// are included.
func TestActivitiesByInterval(t *testing.T) {
	s := newDriveServer(t)
	const path = "/v1.0/groups/g/drive/items/i/getActivitiesByInterval"
	for arguments, want := range map[string]string{
		"startDateTime='2017-01-01',endDateTime='2017-01-03',interval='day'":                                       "~day:2017-01-01~i ~day:2017-01-02~i ~day:2017-01-03~i",
		"startDateTime='2017-01-01',endDateTime='2017-01-01',interval='day'":                                       "~day:2017-01-01~i",
		"startDateTime='2017-01-01T00:00:00Z',endDateTime='2017-01-02T00:00:00Z',interval='day'":                   "~day:2017-01-01~i ~day:2017-01-02~i",
		"startDateTime='2017-01-01T00:00:00Z',endDateTime='2017-01-01T00:00:00Z',interval='day'":                   "~day:2017-01-01~i",
		"startDateTime='2017-01-01T00:00:00Z',endDateTime='2017-01-01T23:59:59.9999999Z',interval='day'":           "~day:2017-01-01~i",
		"startDateTime='2017-01-01T00:00:00+03:00',endDateTime='2017-01-02T02:59:59.9999999+03:00',interval='day'": "~day:2016-12-31~i ~day:2017-01-01~i",
		"startDateTime='2017-01-01T23:59:59.9999999Z',endDateTime='2017-01-02',interval='day'":                     "~day:2017-01-01~i ~day:2017-01-02~i",
		"startDateTime='2016-12-31',endDateTime='2017-01-02',interval='week'":                                      "~week:2016-W52~i ~week:2017-W01~i",
		"startDateTime='2016-12-31',endDateTime='2017-01-01',interval='month'":                                     "~month:2016-12~i ~month:2017-01~i",
		"startDateTime='2016-12-31',endDateTime='2016-12-31',interval='month'":                                     "~month:2016-12~i",
		"startDateTime='9999-12-31',endDateTime='9999-12-31',interval='day'":                                       "~day:9999-12-31~i",
		"startDateTime='0001-01-01',endDateTime='0001-01-01',interval='day'":                                       "~day:0001-01-01~i",
		"interval='day',endDateTime='2017-01-01',startDateTime='2017-01-01'":                                       "~day:2017-01-01~i",
		"startDateTime='2017-01-01', endDateTime='2017-01-01', interval='day'":                                     "~day:2017-01-01~i",
	} {
		for _, segment := range []string{"(" + strings.NewReplacer(" ", "%20").Replace(arguments) + ")", url.PathEscape("(" + arguments + ")")} {
			var ids []string
			for _, each := range s.page(t, path+segment).Value {
				ids = append(ids, each.ID)
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%s returns %s, want %s", segment, got, want)
			}
		}
	}
	const day = "startDateTime='2017-01-02',endDateTime='2017-01-02',interval='day'"
	for _, form := range []string{"/v1.0/groups/g/drive/items/i", "/beta/me/joinedGroups/g/drive/items('i')", "/v1.0/groups/g/drive/activities/k/driveItem"} {
		s.get(t, form+"/getActivitiesByInterval("+day+")").want(t, http.StatusOK,
			`{"value":[{"id":"~day:2017-01-02~i","startDateTime":"2017-01-02T00:00:00Z","endDateTime":"2017-01-03T00:00:00Z",`+counts("1/1", "1/1", "1/1")+`}]}`)
	}
	s.get(t, path+"("+day+")?$select=id").want(t, http.StatusOK, `{"value":[{"id":"~day:2017-01-02~i"}]}`)
	s.get(t, "/v1.0/groups/g/drive/items/unknown/getActivitiesByInterval("+day+")").wantError(t, http.StatusNotFound, "itemNotFound")
}

// TestRejectedIntervals sends calls that are rejected.
func TestRejectedIntervals(t *testing.T) {
	s := newDriveServer(t)
	const path = "/v1.0/groups/g/drive/items/i/getActivitiesByInterval"
	for arguments, names := range map[string]string{
		"startDateTime='2017-01-3',endDateTime='2017-01-05',interval='day'":                              "startDateTime",
		"startDateTime='2017',endDateTime='2017-01-05',interval='day'":                                   "startDateTime",
		"startDateTime='2017-02-29',endDateTime='2017-03-05',interval='day'":                             "startDateTime",
		"startDateTime='2017-01-01T00:00:00',endDateTime='2017-03-05',interval='day'":                    "startDateTime",
		"startDateTime='',endDateTime='2017-03-05',interval='day'":                                       "startDateTime",
		"startDateTime='2017-01-01',endDateTime='it''s',interval='day'":                                  "endDateTime",
		"startDateTime='2017-01-02',endDateTime='2017-01-01',interval='day'":                             "endDateTime",
		"startDateTime='2017-01-02T00:00:00.0000001Z',endDateTime='2017-01-02T00:00:00Z',interval='day'": "endDateTime",
		"startDateTime='2017-01-01',endDateTime='9999-12-31T23:59:59.9999999Z',interval='day'":           "endDateTime",
		"startDateTime='2017-01-01',endDateTime='2027-01-01',interval='day'":                             "1000",
		"startDateTime='2017-01-01',endDateTime='2017-01-02',interval='DAY'":                             "interval",
		"startDateTime='2017-01-01',endDateTime='2017-01-02',interval='year'":                            "interval",
		"startDateTime='2017-01-01',endDateTime='2017-01-02',interval=''":                                "interval",
	} {
		got := s.get(t, path+"("+arguments+")").wantError(t, http.StatusBadRequest, "invalidRequest")
		if !strings.Contains(got.Message, names) {
			t.Errorf("the message for %s does not contain %s: %s", arguments, names, got.Message)
		}
	}
	for _, segment := range []string{
		"", "()", "(startDateTime='2017-01-01')", "(startDateTime='2017-01-01',endDateTime='2017-01-02')", "(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day',x='y')",
		"(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day',interval='day')", "(startDateTime=2017-01-01,endDateTime=2017-01-02,interval=day)",
		"(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day'", "(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day)", "('i')",
		"(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day')/x", "(startDateTime='2017-01-01';endDateTime='2017-01-02';interval='day')",
		"(startdatetime='2017-01-01',endDateTime='2017-01-02',interval='day')",
	} {
		s.get(t, path+segment).wantError(t, http.StatusNotFound, "itemNotFound")
	}
	// An id may look like a call.
	id := "getActivitiesByInterval(startDateTime='2017-01-01',endDateTime='2017-01-02',interval='day')"
	s.Execute(t, `mutation($id: ID!) { createDriveItem(driveId: "d", input: {id: $id, name: "x", file: {}}) { id } }`, map[string]any{"id": id}, new(any))
	s.get(t, "/v1.0/groups/g/drive/items/"+url.PathEscape(id)+"/analytics/allTime?$select=access").want(t, http.StatusOK, `{"access":{"actionCount":0,"actorCount":0}}`)
}
