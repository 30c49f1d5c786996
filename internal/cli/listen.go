package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen opens the address that a flag names. Unless it is public, the address that it
// got must be a loopback one: a hosts file can point localhost anywhere.
func listen(ctx context.Context, flag, addr string, public bool) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("cannot listen on %s: the address is in use; stop the program that uses it, or choose another port with --%s", addr, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	if public {
		return listener, nil
	}
	if got, ok := listener.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() {
		return nil, errors.Join(
			fmt.Errorf("cannot listen on %s: it stands for %s, which others can reach; use 127.0.0.1", addr, listener.Addr()),
			listener.Close())
	}
	return listener, nil
}

// closeListener closes a listener that no server closed; it may be nil.
func closeListener(listener net.Listener) {
	if listener != nil {
		_ = listener.Close() // a server closes it as well
	}
}
