package rest

import "strings"

// TestedRoute is a path of a route.
type TestedRoute struct {
	Method, Path, Document string
	Status                 int
}

// TestedRoutes returns all paths of all routes, without the version.
func TestedRoutes() (all []TestedRoute) {
	for _, r := range routes {
		for _, path := range r.paths {
			tested := TestedRoute{r.method, path, r.document, max(r.status, 200)}
			all = append(all, tested)
			if below, ok := strings.CutPrefix(path, groupPath); ok {
				tested.Path = joinedGroupPath + below
				all = append(all, tested)
			}
		}
	}
	return all
}
