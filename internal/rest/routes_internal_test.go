package rest

// TestedRoute is a path of a route.
type TestedRoute struct {
	Method, Path, Document string
	Status                 int
}

// TestedRoutes returns all paths of all routes, without the version.
func TestedRoutes() (all []TestedRoute) {
	for _, r := range routes {
		for _, f := range r.forms() {
			all = append(all, TestedRoute{r.method, f.path, r.document, max(r.status, 200)})
		}
	}
	return all
}
