package test

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// activity is an item activity (an access) as a client sends and reads it. All tests use the
// example file and its stat of all time.
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

// plainActivity returns an activity with a fixed time and no actor.
func plainActivity(id string) activity {
	return activity{ID: id, ActivityDateTime: "2020-06-01T00:00:00Z"}
}

// distinctActivity returns an activity with values that no other activity has, because id and
// n are in all of them.
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

// input returns the activity as the value of an input variable, without absent members.
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

// record sends the activity. A response that does not have the same activity is an error.
func (s *server) record(a activity) error {
	var got struct{ CreateItemActivity recorded }
	if err := s.ask(createMutation, map[string]any{"activity": a.input()}, &got); err != nil {
		return err
	}
	return got.CreateItemActivity.matches(a)
}

// recorded is an activity as the server returns it.
type recorded struct {
	activity
	Access           struct{ OdataType string }
	RecordedDateTime string
	Stat             struct{ ID string }
}

// matches returns an error if the activity differs from the one that was sent.
func (r recorded) matches(sent activity) error {
	if !reflect.DeepEqual(r.activity, sent) || r.Access.OdataType != "#microsoft.graph.accessAction" ||
		!kinds["time"].MatchString(r.RecordedDateTime) || r.Stat.ID != allTime {
		got, _ := json.Marshal(r)
		want, _ := json.Marshal(sent)
		return fmt.Errorf("the activity is %s, want %s and the members that the server adds", got, want)
	}
	return nil
}
