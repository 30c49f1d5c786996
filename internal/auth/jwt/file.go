package jwt

import (
	"fmt"
	"io"
	"os"
)

// maxKeyBytes is the maximum size of a key file or of a response of an issuer. The
// largest JWK Sets of public issuers have about 20 KiB.
const maxKeyBytes = 1 << 20

// ReadFile returns the content of a file of keys, of at most 1 MiB. It must be a regular
// file: opening a named pipe would wait for another program.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(file, maxKeyBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxKeyBytes {
		return nil, fmt.Errorf("%s has more than %d bytes, so it is not a key file", path, maxKeyBytes)
	}
	return text, nil
}
