package test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// BenchmarkAttacks measures the time of each hostile request of attacks.txtar. The target is
// less than 100 ms for each. It is not a test, because the result depends on the machine.
//
//	go test ./test -run '^$' -bench Attacks -benchtime 5x
func BenchmarkAttacks(b *testing.B) {
	archive, err := txtar.ParseFile("attacks.txtar")
	if err != nil {
		b.Fatal(err)
	}
	path, err := programWithoutRace()
	if err != nil {
		b.Fatal(err)
	}
	s, err := launch(serving(path, filepath.Join(b.TempDir(), "attacked.db")))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.end(os.Kill) })
	if err := s.ask("{ me { id } }", nil, new(any)); err != nil {
		b.Fatal(err)
	}
	for _, file := range archive.Files {
		b.Run(file.Name, func(b *testing.B) {
			request, err := parseAttack(file.Data, s.url)
			if err != nil {
				b.Fatal(err)
			}
			request.Header.Del("Expect-Response")
			body, err := io.ReadAll(request.Body)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := s.repeat(request, body); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed())/float64(time.Millisecond)/float64(b.N), "ms/request")
		})
	}
}

// repeat sends a request again, with its complete body.
func (s *server) repeat(request *http.Request, body []byte) error {
	request.Body = io.NopCloser(bytes.NewReader(body))
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
