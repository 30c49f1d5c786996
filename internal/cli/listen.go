package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen listens on the address of a flag. Unless public is set, the resolved address must
// be a loopback address: a hosts file can map localhost to any address.
func listen(ctx context.Context, flag, addr string, public bool) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("cannot listen on %s: the address is in use; set another with --%s, or with make run ARGS=\"--%[2]s HOST:PORT\"", addr, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	if public {
		return listener, nil
	}
	if got, ok := listener.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() {
		return nil, errors.Join(
			fmt.Errorf("cannot listen on %s: it resolves to %s, which other machines can reach; use 127.0.0.1", addr, listener.Addr()),
			listener.Close())
	}
	return listener, nil
}

// closeListener closes a listener. It may be nil.
func closeListener(listener net.Listener) {
	if listener != nil {
		_ = listener.Close() // the server may have closed it
	}
}
