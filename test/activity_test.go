package test

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// activity is an access as a client records and reads it. The example's own
// key is everyone's here, under the stat of all time.
type activity struct {
	ID               string `json:"id"`
	ActivityDateTime string `json:"activityDateTime"`
	Actor            actor  `json:"actor"`
}

type actor struct {
	Application *identity `json:"application"`
	Device      *identity `json:"device"`
	User        *identity `json:"user"`
}

type identity struct {
	ID          *string `json:"id"`
	DisplayName *string `json:"displayName"`
}

const (
	allTime          = "~allTime~example-file"
	activityFragment = `fragment ActivityFields on ItemActivity { id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } } access { odataType } recordedDateTime stat { id } }`
	createMutation   = `mutation ($activity: ItemActivityInput!) { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "` + allTime + `", input: $activity) { ...ActivityFields } } ` + activityFragment
)

// plainActivity is one whose time and actor do not matter.
func plainActivity(id string) activity {
	return activity{ID: id, ActivityDateTime: "2020-06-01T00:00:00Z"}
}

// distinctActivity is one like no other: n is in each of its parts, so that
// none of them can be another's.
func distinctActivity(id string, n int) activity {
	text := func(prefix string) *string { s := fmt.Sprintf("%s %s %d", prefix, id, n); return &s }
	a := activity{ID: id, ActivityDateTime: fmt.Sprintf("2020-01-%02dT%02d:%02d:%02d.%07d%+03d:00", 1+n%28, n%24, n/24%60, n/7%60, n, n%14)}
	switch n % 4 {
	case 0:
		a.Actor = actor{Application: &identity{text("application"), text("name")}, Device: &identity{}, User: &identity{}}
	case 1:
		a.Actor = actor{User: &identity{ID: text("user")}}
	case 2:
		a.Actor = actor{Device: &identity{DisplayName: text("Gerät 🖥")}}
	case 3:
		a.Actor = actor{User: &identity{text("user"), text("")}, Application: &identity{ID: text("application")}}
	}
	return a
}

// input is the activity as variables; what it has not is left out.
func (a activity) input() map[string]any {
	one := func(i *identity) map[string]any {
		m := map[string]any{}
		if i.ID != nil {
			m["id"] = *i.ID
		}
		if i.DisplayName != nil {
			m["displayName"] = *i.DisplayName
		}
		return m
	}
	set := map[string]any{}
	for name, i := range map[string]*identity{"application": a.Actor.Application, "device": a.Actor.Device, "user": a.Actor.User} {
		if i != nil {
			set[name] = one(i)
		}
	}
	return map[string]any{"id": a.ID, "access": map[string]any{}, "activityDateTime": a.ActivityDateTime, "actor": set}
}

// record sends the activity, and wants it back in the answer.
func (s *server) record(a activity) error {
	var got struct{ CreateItemActivity recorded }
	if err := s.ask(createMutation, map[string]any{"activity": a.input()}, &got); err != nil {
		return err
	}
	return got.CreateItemActivity.matches(a)
}

// recorded is an activity as the server answers it.
type recorded struct {
	activity
	Access           struct{ OdataType string }
	RecordedDateTime string
	Stat             struct{ ID string }
}

// matches wants the activity to be the one that was sent, whole.
func (r recorded) matches(sent activity) error {
	if !reflect.DeepEqual(r.activity, sent) || r.Access.OdataType != "#microsoft.graph.accessAction" ||
		!kinds["time"].MatchString(r.RecordedDateTime) || r.Stat.ID != allTime {
		got, _ := json.Marshal(r)
		want, _ := json.Marshal(sent)
		return fmt.Errorf("the activity is %s, want %s and what the server adds", got, want)
	}
	return nil
}
