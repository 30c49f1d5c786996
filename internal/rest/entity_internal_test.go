package rest

import (
	"errors"
	"strings"
	"testing"
)

func TestEntity(t *testing.T) {
	next := func(cursor string) string { return "https://files.example/next?$skiptoken=" + cursor }
	for _, test := range []struct {
		name, data, path, want string
		representation
	}{
		{
			name: "the created activity of the seed",
			data: `{"createItemActivity":{"odataType":"ItemActivity","id":"1","access":{"odataType":"AccessAction"},"activityDateTime":"2017-01-01T00:02:10.8639373+03:00",` +
				`"actor":{"odataType":"IdentitySet","application":{"odataType":"Identity","id":"Id value","displayName":"Display Name value"},"device":{"odataType":"Identity","id":null,"displayName":null},"user":null}}}`,
			path: "createItemActivity",
			want: `{"@odata.type":"#microsoft.graph.itemActivity","id":"1","access":{"@odata.type":"microsoft.graph.accessAction"},"activityDateTime":"2017-01-01T00:02:10.8639373+03:00",` +
				`"actor":{"@odata.type":"microsoft.graph.identitySet","application":{"@odata.type":"microsoft.graph.identity","id":"Id value","displayName":"Display Name value"},"device":{"@odata.type":"microsoft.graph.identity"}}}`,
		},
		{name: "an object stays when all of its members are null", data: `{"a":{"file":{"mimeType":null},"folder":null}}`, path: "a", want: `{"file":{}}`},
		{name: "a text keeps its bytes", data: `{"a":{"name":"\u003c\/é\u0001"}}`, path: "a", want: `{"name":"\u003c\/é\u0001"}`},
		{name: "a number keeps its digits", data: `{"a":{"size":9223372036854775807}}`, path: "a", want: `{"size":9223372036854775807}`},
		{
			name: "a page with a next one", data: `{"g":{"d":{"totalCount":3,"pageInfo":{"hasNextPage":true,"endCursor":"c"},"nodes":[{"id":"1","x":null},{"id":"2"}]}}}`, path: "g d",
			representation: representation{nextLink: next},
			want:           `{"@odata.count":3,"@odata.nextLink":"https://files.example/next?$skiptoken=c","value":[{"id":"1"},{"id":"2"}]}`,
		},
		{name: "the last page", data: `{"d":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]}}`, path: "d", want: `{"value":[]}`},
		{name: "a list", data: `{"d":[{"odataType":"ItemActivityStat","id":"1"}]}`, path: "d", want: `{"value":[{"@odata.type":"#microsoft.graph.itemActivityStat","id":"1"}]}`},
		{
			name: "an underscore is spliced", data: `{"d":{"nodes":[{"_user":{"odataType":"User","id":"u"},"_application":null},{"_user":null,"_application":{"id":"a"}}]}}`, path: "d",
			want: `{"value":[{"@odata.type":"#microsoft.graph.user","id":"u"},{"id":"a"}]}`,
		},
		{
			name: "only what is selected", data: `{"d":{"nodes":[{"id":"1","name":"n","in":{"name":"m"}}]}}`, path: "d",
			representation: representation{selected: map[string]bool{"id": true, "in": true}}, want: `{"value":[{"id":"1","in":{"name":"m"}}]}`,
		},
		{name: "a context", data: `{"a":{"id":"1"}}`, path: "a", representation: representation{context: "c"}, want: `{"@odata.context":"c","id":"1"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b strings.Builder
			if _, err := writeEntity(&b, strings.NewReader(test.data), strings.Fields(test.path), test.representation); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSuffix(b.String(), "\n"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestNoEntity(t *testing.T) {
	for data, path := range map[string]string{`{"a":null}`: "a", `{"a":{"b":null}}`: "a b", `{"a":1}`: "a b", `{}`: "a", `{"b":{}}`: "a", `null`: "a"} {
		var b strings.Builder
		if _, err := writeEntity(&b, strings.NewReader(data), strings.Fields(path), representation{}); !errors.Is(err, errNoEntity) {
			t.Errorf("%s at %s: got error %v, want errNoEntity", data, path, err)
		}
	}
}
