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

// connection is a minimal HTTP/1.1 client with one persistent connection. It uses less
// processor time than net/http, because the load generator shares the processors with the
// measured server.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
	// requestLine is the beginning of the request line, up to the path of the URL. header is
	// the rest of it with the headers, up to the length of the body.
	requestLine, header []byte
	out                 []byte
	body                bytes.Buffer
}

func dial(ctx context.Context, target *url.URL) (*connection, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", target.Host)
	if err != nil {
		return nil, err
	}
	return &connection{
		conn:        conn,
		in:          bufio.NewReaderSize(conn, 16<<10),
		requestLine: []byte("POST " + target.Path),
		header: []byte(" HTTP/1.1\r\nHost: " + target.Host +
			"\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "),
	}, nil
}

// post sends a request and returns the body of the response, which is valid until the next
// call.
func (c *connection) post(r request) (status int, response []byte, err error) {
	c.out = append(append(append(c.out[:0], c.requestLine...), r.path...), c.header...)
	c.out = strconv.AppendInt(c.out, int64(len(r.body)), 10)
	if r.id != "" {
		c.out = append(append(c.out, "\r\nclient-request-id: "...), r.id...)
	}
	c.out = append(append(c.out, "\r\n\r\n"...), r.body...)
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, nil, err
	}
	line, err := c.line()
	if err != nil {
		return 0, nil, err
	}
	if _, err := fmt.Sscanf(string(line), "HTTP/1.1 %d", &status); err != nil {
		return 0, nil, fmt.Errorf("the response begins with %q", line)
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
		_, err = c.line() // the empty line after the last chunk
		return status, c.body.Bytes(), err
	}
	if _, err := io.CopyN(&c.body, c.in, length); err != nil {
		return 0, nil, err
	}
	return status, c.body.Bytes(), nil
}

// framing reads the headers of a response and returns the length of its body, or that it is
// chunked.
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
		return 0, false, errors.New("the response has neither a Content-Length nor chunks")
	}
	return length, chunked, nil
}

// line reads a line and returns it without the line end.
func (c *connection) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}
