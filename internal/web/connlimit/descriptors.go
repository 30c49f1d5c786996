package connlimit

// A listener has descriptors for itself, for the connections that are served and for
// those that wait. Two more are for the moment in which a connection is closed for
// another one.
const ownDescriptors = 3

// mostWaiting bounds the connections that wait for a place.
const mostWaiting = 32

// waitingRoom returns how many connections wait for a place at most.
func waitingRoom(connections int) int { return min(mostWaiting, (connections+3)/4) }

// reserve returns how many of the places are for addresses that hold none.
func reserve(connections int) int {
	if connections < 2 {
		return 0
	}
	return (connections + 15) / 16
}

// Descriptors returns how many file descriptors a listener needs for a number of
// connections.
func Descriptors(connections int) int {
	return connections + waitingRoom(connections) + ownDescriptors
}

// Connections returns the most connections for which a number of descriptors is
// enough. It is not positive if they are too few for any.
func Connections(descriptors int) int {
	n := max(0, descriptors-ownDescriptors)
	for n > 0 && Descriptors(n) > descriptors {
		n--
	}
	return n
}
