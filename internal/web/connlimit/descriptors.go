package connlimit

// ownDescriptors is the number of file descriptors that a listener needs in addition to its
// connections: one for itself, and two while it closes a connection for a new one.
const ownDescriptors = 3

// maxWaiting returns the maximum number of connections that wait for a slot.
func maxWaiting(connections int) int { return min(32, (connections+3)/4) }

// reserve returns the number of slots that are reserved for addresses without a slot.
func reserve(connections int) int {
	if connections < 2 {
		return 0
	}
	return (connections + 15) / 16
}

// Descriptors returns the number of file descriptors that a listener needs for a number of
// connections.
func Descriptors(connections int) int {
	return connections + maxWaiting(connections) + ownDescriptors
}

// Connections returns the maximum number of connections for which a number of file
// descriptors is enough. It is 0 if there are too few descriptors for any connection.
func Connections(descriptors int) int {
	n := max(0, descriptors-ownDescriptors)
	for n > 0 && Descriptors(n) > descriptors {
		n--
	}
	return n
}
