package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/url"
	"strconv"
)

// connection is HTTP/1.1 over one connection that is kept. It is net/http's
// client without what that does for strangers, because the load generator shares
// the processors with the server that it measures.
type connection struct {
	conn   net.Conn
	in     *bufio.Reader
	header []byte
	out    []byte
	body   bytes.Buffer
}

func dial(ctx context.Context, target *url.URL) (*connection, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", target.Host)
	if err != nil {
		return nil, err
	}
	return &connection{
		conn: conn,
		in:   bufio.NewReaderSize(conn, 16<<10),
		header: []byte("POST " + target.Path + " HTTP/1.1\r\nHost: " + target.Host +
			"\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "),
	}, nil
}

// post sends a body and returns the answer, which is valid until the next post.
func (c *connection) post(body []byte) (status int, answer []byte, err error) {
	c.out = append(strconv.AppendInt(append(c.out[:0], c.header...), int64(len(body)), 10), "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, nil, err
	}
	line, err := c.line()
	if err != nil {
		return 0, nil, err
	}
	if _, err := fmt.Sscanf(string(line), "HTTP/1.1 %d", &status); err != nil {
		return 0, nil, fmt.Errorf("the answer begins with %q", line)
	}
	length, chunked, err := c.framing()
	if err != nil {
		return 0, nil, err
	}
	c.body.Reset()
	if chunked {
		if _, err := c.body.ReadFrom(httputil.NewChunkedReader(c.in)); err != nil {
			return 0, nil, err
		}
		_, err = c.line() // the empty one after the last chunk
		return status, c.body.Bytes(), err
	}
	if _, err := io.CopyN(&c.body, c.in, length); err != nil {
		return 0, nil, err
	}
	return status, c.body.Bytes(), nil
}

// framing reads the header of an answer for how long its body is.
func (c *connection) framing() (length int64, chunked bool, err error) {
	length = -1
	for {
		line, err := c.line()
		if err != nil {
			return 0, false, err
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return 0, false, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
	if length < 0 && !chunked {
		return 0, false, errors.New("the answer does not say how long it is")
	}
	return length, chunked, nil
}

// line reads a line without its end.
func (c *connection) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}
