package opponent

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/graph-gophers/graphql-go"

	"github.com/itemactivity/itemactivity/bench/peers"
)

// Gophers is the kind of the peer with graph-gophers/graphql-go.
const Gophers = "gophers"

// openGophers opens the peer with graph-gophers/graphql-go. Plain fields are the fields of
// structs, because the library starts no goroutine for such a field. It has no cache of
// documents.
func openGophers(database string) (server, error) {
	s, err := openPeer(database)
	if err != nil {
		return server{}, err
	}
	schema, err := graphql.ParseSchema(peers.Schema, &gophers{s}, graphql.UseFieldResolvers(), graphql.DisableFieldSelections())
	if err != nil {
		return server{}, errors.Join(err, s.Close())
	}
	return server{Handler: gophersHandler(schema), Closer: s}, nil
}

// gophersHandler returns a handler as the library's, except that it does not encode the data
// of a response again.
func gophersHandler(schema *graphql.Schema) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Query         string         `json:"query"`
			OperationName string         `json:"operationName"`
			Variables     map[string]any `json:"variables"`
		}
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		response := schema.Exec(r.Context(), request.Query, request.OperationName, request.Variables)
		var body []byte
		if len(response.Errors) == 0 {
			body = append(append(append(body, `{"data":`...), response.Data...), '}')
		} else {
			body, _ = json.Marshal(response) // Data is JSON
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body) // the load generator reports an incomplete response
	})
}

// gophers contains the resolvers of the root fields.
type gophers struct{ store *peerStore }

type itemActivityInput struct {
	ID               graphql.ID
	Access           struct{ OdataType *string }
	ActivityDateTime dateTime
	Actor            identitySet
}

type createInput struct {
	GroupID, ActivityID, StatID graphql.ID
	Input                       itemActivityInput
}

type itemActivity struct {
	ID               graphql.ID
	ActivityDateTime dateTime
	Actor            *identitySet
}

type createResult struct{ Activity *itemActivity }

func (in *createInput) recorded() *itemActivity {
	return &itemActivity{ID: in.Input.ID, ActivityDateTime: in.Input.ActivityDateTime, Actor: &in.Input.Actor}
}

// CreateItemActivity stores an access.
func (g gophers) CreateItemActivity(in createInput) (*itemActivity, error) {
	if err := g.store.record([]*createInput{&in}); err != nil {
		return nil, err
	}
	return in.recorded(), nil
}

// CreateItemActivities stores all or none.
func (g gophers) CreateItemActivities(args struct {
	Inputs []*createInput
	Atomic bool
},
) ([]createResult, error) {
	if err := g.store.record(args.Inputs); err != nil {
		return nil, err
	}
	results := make([]createResult, len(args.Inputs))
	for i, in := range args.Inputs {
		results[i].Activity = in.recorded()
	}
	return results, nil
}

type itemActivityFilter struct {
	DriveItemID, GroupID *graphql.ID
	ActivityDateTime     struct{ Before dateTime }
}

type itemActivityConnection struct{ Nodes []itemActivity }

// ItemActivities returns the accesses of an item or a group before a time.
func (g gophers) ItemActivities(ctx context.Context, args struct {
	Filter itemActivityFilter
	First  int32
},
) (*itemActivityConnection, error) {
	nodes, err := g.store.page(ctx, args.Filter, int(args.First))
	if nodes == nil || err != nil {
		return nil, err
	}
	return &itemActivityConnection{Nodes: nodes}, nil
}
