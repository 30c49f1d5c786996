package validation

// duplicates returns the nodes that share their name with others, in groups of one name,
// in the order of the document.
func duplicates[T any](nodes []T, name func(T) string) [][]T {
	if distinct(nodes, name) {
		return nil
	}
	groups := map[string][]T{}
	for _, node := range nodes {
		groups[name(node)] = append(groups[name(node)], node)
	}
	var list [][]T
	for _, node := range nodes {
		if group := groups[name(node)]; len(group) > 1 {
			list = append(list, group)
			delete(groups, name(node))
		}
	}
	return list
}

// distinct returns whether no two nodes have the same name. Most lists are so short that
// comparing all pairs costs less than a map.
func distinct[T any](nodes []T, name func(T) string) bool {
	const short = 8
	if len(nodes) > short {
		names := make(map[string]bool, len(nodes))
		for _, node := range nodes {
			names[name(node)] = true
		}
		return len(names) == len(nodes)
	}
	for i, node := range nodes {
		for _, other := range nodes[:i] {
			if name(node) == name(other) {
				return false
			}
		}
	}
	return true
}
