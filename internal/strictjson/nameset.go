package strictjson

// maxScanned is the number of members of an object that are compared one by one.
const maxScanned = 16

// nameSet finds duplicate names of the members of an object.
type nameSet struct {
	// names is nil until there are more than maxScanned.
	names map[string]struct{}
}

// add reports whether an object that is not complete yet has no member with a name.
func (s *nameSet) add(object Value, name string) bool {
	if object.Len() < maxScanned {
		_, there := object.Member(name)
		return !there
	}
	if s.names == nil {
		s.names = make(map[string]struct{}, 2*maxScanned)
		for member, ok := object.First(); ok; member, ok = member.Next() {
			s.names[member.Name()] = struct{}{}
		}
	}
	_, there := s.names[name]
	s.names[name] = struct{}{}
	return !there
}
