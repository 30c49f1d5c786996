package rest

import (
	"io/fs"
	"slices"
	"testing"
)

// TestedRoute is a path of a route.
type TestedRoute struct {
	Method, Path, Document string
	Status                 int
	// IsOtherForm is true for a path that stands for one of the route's own paths.
	IsOtherForm bool
}

// TestedRoutes returns all paths of all routes, without the version.
func TestedRoutes() (all []TestedRoute) {
	for _, r := range routes {
		for _, f := range r.forms() {
			all = append(all, TestedRoute{r.method, f.path, r.document, max(r.status, 200), !slices.Contains(r.paths, f.path)})
		}
	}
	return all
}

// TestEveryDocumentIsUsed: each file in the folder routes is the document of a route or of a
// lookup, a fragment that one of them spreads, or an example of a route.
func TestEveryDocumentIsUsed(t *testing.T) {
	used := map[string]bool{}
	use := func(document string) {
		text, err := withFragments(document)
		if err != nil {
			t.Fatal(err)
		}
		used["routes/"+document+".graphql"] = true
		for _, body := range []string{"request", "response"} {
			used["routes/examples/"+document+"."+body+".json"] = true
		}
		for _, spread := range fragmentSpread.FindAllStringSubmatch(text, -1) {
			used["routes/fragments/"+spread[1]+".graphql"] = true
		}
	}
	for _, r := range routes {
		use(r.document)
		if r.variant != nil {
			use(r.variant.document)
		}
		for _, f := range r.forms() {
			for _, l := range append(f.before, r.before...) {
				use(l.document)
			}
		}
	}
	files := 0
	if err := fs.WalkDir(documents, "routes", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		if !used[file] {
			t.Errorf("%s is not used", file)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if files < len(routes) {
		t.Errorf("%d files were looked at for %d routes", files, len(routes))
	}
}
