package rest

// route is a method and paths of Microsoft Graph that execute one GraphQL document.
type route struct {
	method string
	// paths are below the version. A name in braces is a parameter. It is a whole segment or
	// an argument of a function. Its value is that of the document's variable with the same
	// name, if the document has one. Some paths have other forms, see forms.
	paths []string
	// own means that Microsoft Graph does not have the paths.
	own bool
	// summary describes the route in OpenAPI. If it is empty, the first sentence of the
	// description of the entity's field does.
	summary string
	// before are queries that are executed before the document.
	before []lookup
	// document is the name of a file in the folder routes, without .graphql. The document
	// determines the query options: the variable first serves $top, after serves $skiptoken,
	// count serves $count, range serves $filter, and action serves the option action.
	document string
	// entity has the response names, separated by spaces, that lead to the entity or the
	// connection in the data.
	entity string
	// match are values in the data that parameters must have. If a value differs, the response
	// is 404 as for an unknown id.
	match []matching
	// during says that an instant must be in a window. If it is not, the response is 404. Nil
	// means that there is no such condition.
	during *during
	// convert has the functions that read parameters, or members of the body, that are not
	// passed on as they are.
	convert map[string]conversion
	// body has the variables that the members of the body become. If the document has the
	// variable input, the whole body is its value, and body is nil. A body without members can
	// be left out.
	body map[string]string
	// variant is executed instead of the document if the body has a member. Nil means that
	// there is no such member.
	variant *variant
	// filter is the member that $filter compares, such as activityDateTime.
	filter string
	// orderBy has the values of the variable orderBy for the values of $orderby. If the
	// document has no such variable, the values only confirm its order.
	orderBy map[string]string
	// ignored are members of the body that clients of Graph must send and that mean nothing
	// here.
	ignored []string
	// rejected has the reasons why members that Graph knows are rejected.
	rejected map[string]string
	// status is the status of a success. 0 means 200. A response with the status 204 has no
	// body.
	status int
	// location is the path of what was created, with the parameter {id} for its id. It is
	// empty if nothing is created.
	location string
}

// matching is a parameter and the response names, separated by spaces, that lead to its
// value in the data.
type matching struct{ parameter, at string }
