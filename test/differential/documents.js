// Hand-written documents by topic, valid and invalid.
import { readdirSync, readFileSync } from "node:fs";

const kinds = {
  operations: [
    "{ me { id } }", "query { me { id } }", "query A { me { id } }", "query A { me { id } } query B { me { id } }", "query A { me { id } } query A { me { id } }",
    "{ me { id } } { me { id } }", "{ me { id } } query A { me { id } }", "query { me { id } } mutation { createGroup(input: {displayName: \"x\"}) { id } }",
    "subscription { me { id } }", "subscription S { me { id } groups { totalCount } }", "mutation { me { id } }", "query query { me { id } }", "query on { me { id } }",
    "", "#", "{ me { id } } # \ud800", "{}", "{ }", "query", "query A", "query { }", "{ me { id }", "{ me { id } }}", "me { id }", "select { id }", "query A() { me { id } }", "{ me }", "{ me { } }",
    "type T { a: Int }", "{ me { id } } type T { a: Int }", "extend type Query { a: Int }", "schema { query: Query }",
    '"described" query A { me { id } }', '"""described""" query A { me { id } }', '"described" { me { id } }', '"described" fragment F on User { id } { me { ...F } }', '"a" "b" query A { me { id } }',
    'query A("described" $v: ID!) { node(id: $v) { id } }', '"lost"', '{ me { "field" id } }',
  ],
  fields: [
    "{ nothing }", "{ me { nothing } }", "{ node(id: \"x\") { name } }", "{ node(id: \"x\") { id __typename } }", "{ __typename }", "{ me { __schema { types { name } } } }",
    "{ me { id { id } } }", "{ groups { nodes } }", "{ groups { totalCount { x } } }", "mutation { __typename }", "{ __schema { queryType { name } } }", "{ __type(name: \"User\") { name } }",
    "{ __type { name } }", "mutation { __schema { types { name } } }", "{ a: me { id } b: me { id } }", "{ a: a: me { id } }", "{ : me { id } }", "{ me: { id } }", "{ true: me { null: id } }",
  ],
  merging: [
    "{ me { id id } }", "{ me { id id: displayName } }", "{ a: node(id: \"x\") { id } a: node(id: \"y\") { id } }", "{ a: node(id: \"x\") { id } a: node(id: \"x\") { id } }",
    "{ a: node(id: \"x\") { id } a: driveItem(id: \"x\") { id } }", "{ node(id: \"x\") { ... on Drive { a: id } ... on Group { a: displayName } } }",
    "{ node(id: \"x\") { ... on Drive { a: id } ... on Group { a: createdDateTime } } }", "{ node(id: \"x\") { ... on Drive { a: __typename } ... on Group { a: displayName } } }",
    "{ node(id: \"x\") { ... on Drive { a: __typename } ... on User { a: displayName } } }", "{ node(id: \"x\") { ... on Drive { a: items { totalCount } } ... on Group { a: displayName } } }",
    "{ node(id: \"x\") { ... on Drive { a: items { nodes { id } } } ... on DriveItem { a: children { nodes { id: name } } } } }",
    "{ node(id: \"x\") { ... on Drive { a: items { totalCount } } ... on DriveItem { a: children { totalCount } } } }",
    "{ node(id: \"x\") { ... on Drive { a: items { totalCount } } ... on Group { a: members { totalCount } } } }",
    "{ node(id: \"x\") { id ... on Drive { id: __typename } } }", "{ groups(first: 1) { totalCount } groups(first: 2) { totalCount } }", "{ groups(first: 1) { totalCount } groups { totalCount } }",
    "query($n: Int) { groups(first: $n) { totalCount } groups(first: $n) { edges { cursor } } }", "query($n: Int, $m: Int) { groups(first: $n) { totalCount } groups(first: $m) { totalCount } }",
    "{ groups(first: 1, last: 2) { totalCount } groups(last: 2, first: 1) { totalCount } }", "{ itemActivities(filter: {groupId: \"a\", statId: \"b\"}) { totalCount } itemActivities(filter: {statId: \"b\", groupId: \"a\"}) { totalCount } }",
    "{ nodes(ids: [\"a\", \"b\"]) { id } nodes(ids: [\"b\", \"a\"]) { id } }", "{ node(id: \"x\") { id } node(id: \"\"\"x\"\"\") { id } }", "{ node(id: 1) { id } node(id: \"1\") { id } }",
    "{ me { ...A ...B } } fragment A on User { x: id } fragment B on User { x: displayName }", "{ me { ...A } } fragment A on User { x: id ...B } fragment B on User { x: displayName }",
    "{ me { ...A x: displayName } } fragment A on User { x: id }", "{ me { joinedGroups { totalCount } ...A } } fragment A on User { joinedGroups(first: 1) { totalCount } }",
    "{ me @skip(if: true) { id } me { displayName } }", "{ node(id: \"x\") { ... on Node { a: id } ... on Drive { a: group { id } } } }",
    "{ itemActivityStat(id: \"x\") { x: access { actionCount } x: create { actionCount } } }",
  ],
  fragments: [
    "{ me { ...F } } fragment F on User { id }", "{ me { ...F ...F } } fragment F on User { id }", "{ me { ...Missing } }", "{ me { id } } fragment F on User { id }", "{ me { ...F } } fragment F on Nobody { id }",
    "{ me { ...F } } fragment F on ID { id }", "{ me { ...F } } fragment F on IdentityInput { id }", "{ me { ...F } } fragment F on Drive { id }", "{ me { ...F } } fragment F on Node { id }",
    "{ node(id: \"x\") { ...F } } fragment F on User { id }", "{ me { ... on Nobody { id } } }", "{ me { ... on Drive { id } } }", "{ me { ... on Node { id } } }", "{ me { ... on String { id } } }", "{ me { ... { id } } }",
    "{ me { ... @include(if: true) { id } } }", "{ ... on Query { me { id } } }", "{ ...Q } fragment Q on Query { me { id } }", "{ ...Q } fragment Q on Mutation { __typename }",
    "{ me { ...A } } fragment A on User { ...A }", "{ me { ...A } } fragment A on User { id ...B } fragment B on User { ...A }", "{ me { ...A } } fragment A on User { joinedGroups { nodes { members { nodes { user { ...A } } } } } }",
    "{ me { ...F } } fragment F on User { id } fragment F on User { displayName }", "{ me { ...on } }", "{ me { ... on } }", "fragment on on User { id } { me { id } }", "fragment F on User { id }", "fragment F { id } { me { ...F } }",
    "fragment F on User @include(if: true) { id } { me { ...F } }", "{ me { ...F } } fragment F($x: Int) on User { id }", "{ me { ...F(x: 1) } } fragment F on User { id }", '{ me { ... "on" User { id } } }', '{ me { ... on "User" { id } } }',
    "{ me { ...A } } fragment A on User { ...B } fragment C on User { ...B } fragment B on User { id }", "{ node(id: \"x\") { ...A } } fragment A on Node { ... on Drive { ...B } } fragment B on Group { id }",
    "{ ...A ...B } fragment A on Query { me { ...U } } fragment B on Query { me { ...U } } fragment U on User { id }", "{ me { ... User { id } } }", "{ me { .. on User { id } } }", "{ me { .... on User { id } } }",
  ],
  arguments: [
    "{ node { id } }", "{ node(id: \"x\", id: \"y\") { id } }", "{ node(id: \"x\", other: 1) { id } }", "{ node(id: null) { id } }", "{ node() { id } }", "{ node(id) { id } }", "{ node(id: ) { id } }", "{ node(\"id\": \"x\") { id } }",
    "{ groups(first: {}) { totalCount } }", "{ groups(first: 2147483648) { totalCount } }", "{ groups(first: null, after: null) { totalCount } }", "{ groups(first: 007) { totalCount } }", "{ groups(first: -) { totalCount } }",
    "{ groups(first: +1) { totalCount } }", "{ groups(first: 1.) { totalCount } }", "{ groups(first: .5) { totalCount } }", "{ groups(first: 1e) { totalCount } }", "{ groups(first: 1x) { totalCount } }", "{ groups(first: 0x1) { totalCount } }", "{ groups(first: 1_000) { totalCount } }", "{ groups(first: 1.5.5) { totalCount } }", "{ groups(first: -0) { totalCount } }",
    "{ me { id(x: 1) } }", "{ me(x: 1) { id } }", "{ nodes(ids: \"x\") { id } }", "{ nodes(ids: [\"x\", null]) { id } }", "{ nodes(ids: [[\"x\"]]) { id } }", "{ nodes(ids: [1, 2]) { id } }", "{ nodes(ids: [1.5]) { id } }", "{ nodes(ids: [,,,\"x\",,]) { id } }", "{ nodes(ids: [\"x\") { id } }",
    "{ itemActivities(filter: {}) { totalCount } }", "{ itemActivities(filter: {groupId: \"x\", groupId: \"y\"}) { totalCount } }", "{ itemActivities(filter: {grupId: \"x\"}) { totalCount } }", "{ itemActivities(filter: {actor: {user: {id: 5}}}) { totalCount } }", "{ itemActivities(filter: {actor: {user: [{id: \"x\"}]}}) { totalCount } }", "{ itemActivities(filter: [{groupId: \"x\"}]) { totalCount } }",
    "{ itemActivities(filter: {activityDateTime: {from: 5}}) { totalCount } }", "{ itemActivities(filter: {activityDateTime: {from: {a: [1e999, 99999999999999999999]}}}) { totalCount } }", "{ itemActivities(filter: {groupId: \"x\"}, orderBy: activity_date_time_desc) { totalCount } }", "{ itemActivities(filter: {groupId: \"x\"}, orderBy: \"ACTIVITY_DATE_TIME_DESC\") { totalCount } }", "{ itemActivities(filter: {groupId: \"x\"}, orderBy: [ACTIVITY_DATE_TIME_DESC]) { totalCount } }",
    "mutation { createDriveActivity(driveItemId: \"x\", input: {action: {mention: {mentionees: {user: {id: \"x\"}}}}}) { id } }", "mutation { createDriveActivity(driveItemId: \"x\", input: {action: {mention: {mentionees: [{user: {id: \"x\"}}, 5]}}}) { id } }", "mutation { createDriveActivity(driveItemId: \"x\", input: {action: {mention: {mentionees: null}}}) { id } }",
    "mutation { createItemActivities(inputs: {groupId: 1, activityId: 2, statId: 3, input: {access: {}}}) { error { code } } }", "mutation { createItemActivities(inputs: [], atomic: null) { error { code } } }", "mutation { createItemActivity(groupId: \"g\", activityId: \"a\", statId: \"s\", input: {access: {}, activityDateTime: 5}) { id } }",
  ],
  variables: [
    "query($v: ID!) { node(id: $v) { id } }", "query($v: ID) { node(id: $v) { id } }", "query($v: ID = \"x\") { node(id: $v) { id } }", "query($v: ID = null) { node(id: $v) { id } }", "query($v: ID! = null) { node(id: $v) { id } }", "query($v: ID! = \"x\") { node(id: $v) { id } }", "query($v: ID = 5) { node(id: $v) { id } }", "query($v: String!) { node(id: $v) { id } }",
    "query($v: Int = 1.5) { groups(first: $v) { totalCount } }", "query($v: Int = 99999999999) { groups(first: $v) { totalCount } }", "query($v: Int = {}) { groups(first: $v) { totalCount } }", "query($v: Float) { groups(first: $v) { totalCount } }", "query($v: Nothing) { groups(first: $v) { totalCount } }", "query($v: Group) { groups(first: $v) { totalCount } }", "query($v: Group = {}) { groups(first: $v) { totalCount } }",
    "query($v: ID!) { me { id } }", "{ node(id: $v) { id } }", "query($v: ID!, $v: ID!) { node(id: $v) { id } }", "query($v: ID!, $w: ID!) { node(id: $v) { id } }", "query($v: [ID!]!) { nodes(ids: $v) { id } }", "query($v: [ID!]) { nodes(ids: $v) { id } }", "query($v: [ID]!) { nodes(ids: $v) { id } }", "query($v: ID!) { nodes(ids: $v) { id } }", "query($v: ID!) { nodes(ids: [$v]) { id } }", "query($v: ID) { nodes(ids: [$v]) { id } }", "query($v: ID = \"x\") { nodes(ids: [$v]) { id } }", "query($v: [[ID!]!]!) { nodes(ids: $v) { id } }", "query($v: [ID!]! = \"x\") { nodes(ids: $v) { id } }", "query($v: [ID!]! = [\"x\", null]) { nodes(ids: $v) { id } }",
    "query A($v: ID!) { ...F } query B($v: Int) { ...F } fragment F on Query { node(id: $v) { id } }", "query A($v: ID!) { ...F } query B { ...F } fragment F on Query { node(id: $v) { id } }", "query A { ...F } fragment F on Query { node(id: $v) { id } }", "query A($v: ID!) { ...F } query B($v: ID = \"x\") { ...F } fragment F on Query { node(id: $v) { id } }", "fragment F on Query { node(id: $v) { id } }",
    "mutation($a: Boolean) { createItemActivities(inputs: [], atomic: $a) { error { code } } }", "mutation($a: Boolean = null) { createItemActivities(inputs: [], atomic: $a) { error { code } } }", "mutation($a: String) { createItemActivities(inputs: [], atomic: $a) { error { code } } }",
    "query($v: ID = $w, $w: ID) { node(id: $v) { id } }", "query($v: [ID] = [$w], $w: ID) { nodes(ids: $v) { id } }", "query($v: ID! @skip(if: true)) { node(id: $v) { id } }", "query($v: ID! @nothing) { node(id: $v) { id } }", "query($v: ID! @scope(anyOf: [$w]), $w: String!) { node(id: $v) { id } }", "query(v: ID!) { node(id: $v) { id } }", "query($v ID!) { node(id: $v) { id } }", "query($v: ID!!) { node(id: $v) { id } }", "query($v: [ID!) { node(id: $v) { id } }", "query($: ID) { node(id: $v) { id } }", "query($ v: ID!) { node(id: $ v) { id } }",
    "query($f: ItemActivityFilter!) { itemActivities(filter: $f) { totalCount } }", "query($g: ID) { itemActivities(filter: {groupId: $g}) { totalCount } }", "query($g: Int) { itemActivities(filter: {groupId: $g}) { totalCount } }", "query($f: ItemActivityFilter = {groupId: 5, actor: {user: {}}}) { itemActivities(filter: $f) { totalCount } }", "query($f: ItemActivityFilter = {groupId: 5.5}) { itemActivities(filter: $f) { totalCount } }", "query($f: ItemActivityFilter = {nothing: 1}) { itemActivities(filter: $f) { totalCount } }", "query($t: DateTimeOffset) { itemActivities(filter: {activityDateTime: {from: $t}}) { totalCount } }", "query($t: String) { itemActivities(filter: {activityDateTime: {from: $t}}) { totalCount } }",
    "mutation($d: String) { createGroup(input: {displayName: $d}) { id } }", "mutation($d: String = \"x\") { createGroup(input: {displayName: $d}) { id } }", "mutation($i: GroupInput) { createGroup(input: $i) { id } }", "mutation($i: GroupInput = {displayName: \"x\"}) { createGroup(input: $i) { id } }", "mutation($i: GroupInput = {}) { createGroup(input: $i) { id } }",
    "mutation($p: [IdentitySetInput!]) { createDriveActivity(driveItemId: \"x\", input: {action: {comment: {participants: $p}}}) { id } }", "mutation($p: IdentitySetInput!) { createDriveActivity(driveItemId: \"x\", input: {action: {comment: {participants: $p}}}) { id } }", "mutation($p: IdentitySetInput) { createDriveActivity(driveItemId: \"x\", input: {action: {comment: {participants: [$p]}}}) { id } }", "mutation($p: IdentityInput) { createDriveActivity(driveItemId: \"x\", input: {action: {comment: {participants: {user: $p}}}}) { id } }",
  ],
  directives: [
    "{ me @include(if: true) { id } }", "{ me @skip(if: false) { id } }", "{ me @include { id } }", "{ me @include(if: null) { id } }", "{ me @include(if: \"true\") { id } }", "{ me @include(if: 1) { id } }", "{ me @include(if: true, if: true) { id } }", "{ me @include(if: true, x: 1) { id } }", "{ me @include(if: true) @include(if: true) { id } }", "{ me @include(if: true) @skip(if: true) { id } }", "{ me @nothing { id } }", "{ me @defer { id } }", "{ me { ... @defer { id } } }", "{ me { ... @defer(label: \"x\") { id } } }", "{ groups { nodes @stream { id } } }",
    "query @include(if: true) { me { id } }", "{ me { ...F @include(if: true) } } fragment F on User { id }", "{ me { id @deprecated } }", "{ me { id @scope(anyOf: []) } }", "query($v: Boolean!) { me @include(if: $v) { id } }", "query($v: Boolean) { me @include(if: $v) { id } }", "query($v: Boolean = true) { me @include(if: $v) { id } }", "query($v: String!) { me @include(if: $v) { id } }", "query($v: Boolean! = true) { me @skip(if: $v) { id } }", "{ me @ include(if: true) { id } }", "{ me @ { id } }", "{ me @include(if: true { id } }", "query @nothing { me { id } }", "mutation @skip(if: true) { __typename }", "{ me { id @specifiedBy(url: \"x\") } }", "{ me { id @oneOf } }",
  ],
  several: [
    "query A { me { id } } query A { me { id } } query A { me { id } }", '"a" query A { me { id } } """b""" query A { me { id } }', "{ me { id } } { me { id } } { me { id } }",
    "{ me { ...F } } fragment F on User { id } fragment F on User { id } fragment F on User { id }", '{ me { ...F } } "a" fragment F on User { id } "b" fragment F on User { id }', '"a" fragment F on Nobody { id } "b" fragment G on ID { id }', "{ me { id } } fragment A on User { ...B } fragment B on User { id ...C } fragment C on User { id }",
    'query A("a" $v: ID!, """b""" $v: ID!, $v: ID!) { node(id: $v) { id } }', 'query A("a" $v: ID!, "b" $w: [[Nothing!]!]) { me { id } }', "query($v: [[Group!]!]!) { me { id } }", "query($v: [Nothing!]) { a: groups(first: $v) { totalCount } b: groups(first: $v) { totalCount } }", "query($v: ID!, $v: String) { node(id: $v) { id } }", "query A { ...F } query B { ...F } fragment F on Query { node(id: $v) { id } nodes(ids: [$v, $w]) { id } }", "query($v: ID) { ...F ...F } fragment F on Query { a: node(id: $v) { id } b: node(id: $v) { id } }",
    "query($v: ID) { groups(first: [$v]) { totalCount } }", "query($v: ID) { groups(first: {a: $v}) { totalCount } }", "query($v: ID) { itemActivities(filter: [{groupId: [$v]}]) { totalCount } }", "query($v: Int) { itemActivities(filter: {actor: {user: {id: [$v], id: $v}}}) { totalCount } }", "query($v: String) { me @nothing(if: $v) @include(if: $v) { id } }",
    "{ me(a: 1, a: 2, a: 3, b: {c: 1, c: 2, c: 3}, b: {}) { id } }", "{ me @skip(if: true, if: true, if: true, x: 1) @skip(if: true) @skip(if: true) { id } }", "{ me @nothing @nothing { id } }", "{ me @nothing(a: 1, a: 1) { id } }", "{ nodes(ids: [{a: 1, a: 2}]) { id } }",
    "{ me { id(x: {a: {b: 1}}) @include(if: true) { id { x } } } }", "{ me { __typename { __typename { x } } } }", "{ me { id { ... on User { nothing id { x } } ... { x } ...F } } } fragment F on User { id }", "{ me { ... on String { id { x } ... on User { nothing } } } }", "{ me { ... on IdentityInput { id displayName { x } } } }", "{ me { nothing { id(x: $v) { x } ...Missing ... on Nobody { id } } } }",
    "{ me { ...A ...B } } fragment A on User { ...B ... { ...C } joinedGroups { nodes { ...D } } } fragment B on User { ...C ...A } fragment C on User { ...A ...C } fragment D on Group { ...D }", "{ ...Missing ...Missing } fragment F on Nobody { ...Missing ... on Nobody { id } }",
  ],
  lexical: [
    "\ufeff{ me { id } }", "{ me\r\n{ id\r\n nothing } }", "{ me\r{ id\r nothing } }", "{ me\n{ id\n nothing } }", "{\r\n\r\n  me { id, , } nothing\r\n}", "{ me { id } } # comment", "{ me # a \u0007 bell\n { id } }", "{ me # \u0000\n { id } }", "{ me { id } } #\ud83d\ude00 \u0085", "{ me { id } nothing } # x", "{ me { \u00e9 } }", "{ me { id\u00a0} }", "{ me { id\u0007 } }", "{ me { i\u200bd } }", "{ me { id; } }", "{ me { id % } }", "{ me { 'id' } }", "{ me { `id` } }", "{ me { id } ? }",
    '{ node(id: "a\u0007b") { id } }', '{ node(id: "a\tb") { id } }', '{ node(id: "a\nb") { id } }', '{ node(id: "a\rb") { id } }', '{ node(id: "unterminated) { id } }', '{ node(id: "\\x") { id } }', '{ node(id: "\\u12") { id } }', '{ node(id: "\\u{110000}") { id } }', '{ node(id: "\\u{}") { id } }', '{ node(id: "\\u{1F600}") { id } }', '{ node(id: "\\u{00000041}") { id } }', '{ node(id: "\\u{000000041}") { id } }', '{ node(id: "\\ud83d\\ude00") { id } }', '{ node(id: "\\ud83d") { id } }', '{ node(id: "\\ude00\\ud83d") { id } }', '{ node(id: "\\ud83d\\u0041") { id } }', '{ node(id: "\\u{d83d}") { id } }', '{ node(id: "\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041") { id } }', '{ node(id: "\\', '{ node(id: "\\u', '{ node(id: "\\u{',
    '{ node(id: """x""") { id } }', '{ node(id: """x"""") { id } }', '{ node(id: """x""""") { id } }', '{ node(id: """""") { id } }', '{ node(id: """"x"""") { id } }', '{ node(id: """\\""""""") { id } }', '{ node(id: """a\nb""") { nothing } }', '{ node(id: """a\r\nb""") { nothing } }', '{ node(id: """a\rb""") { nothing } }', '{ node(id: """\u0007""") { id } }', '{ node(id: """unterminated', '{ node(id: """unter\nminated\n  ', '{ node(id: """\\u0041\\n""") { id } }',
    '{ node(id: "\ud83d\ude00") { nothing } }', '{ a: node(id: "\ud83d\ude00") { id } b: node(id: "x") { nothing } }', '{ node(id: "x") { nothing } }', '{ node(id:"x"){id}', '{ node(id: "x" "y") { id } }', '{ node(id: "x" $v) { id } }', "{ me { id } } }", "{ me { id } ) }", "{ me { id } ] }", "{ me { id | id } }", "{ me { id & id } }", "{ me { id = 5 } }", "{ me { id ! } }", "{ me { id ... } }",
  ],
  introspection: [
    "{ __schema { types { name fields { name type { name ofType { name } } } } } }", "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "{ __type(name: \"User\") { fields { type { fields { type { name } } } } } }", "{ __type(name: \"User\") { fields(includeDeprecated: null) { name } } }", "{ __type(name: \"User\") { fields(includeDeprecated: \"x\") { name } } }", "{ __schema { directives { name args(includeDeprecated: true) { name } isRepeatable } } }", "{ __schema { nothing } }", "{ __type(name: 5) { name } }", "{ __type(name: \"User\") { isOneOf specifiedByURL } }",
  ],
};

// The examples are long and valid, which makes good mutations.
function examples() {
  const folder = new URL("../../examples/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".graphql"))
    .map((name) => ({ kind: `examples/${name}`, text: readFileSync(new URL(name, folder), "utf8") }));
}

export function documents() {
  return [...Object.entries(kinds).flatMap(([kind, texts]) => texts.map((text) => ({ kind, text }))), ...examples()];
}
