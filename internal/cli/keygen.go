package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

type keygenCommand struct {
	Out string `variable:"-" default:"itemactivity" help:"Path of the files without the suffix: the private key is OUT.key, the public key is OUT.pub."`
}

// Run writes a new key pair. It never overwrites a file: all tokens that the old key
// signed would become invalid.
func (c keygenCommand) Run(to streams) error {
	private, public, err := jwt.NewKeyPair()
	if err != nil {
		return err
	}
	privatePath, publicPath := c.Out+".key", c.Out+".pub"
	if err := writeNew(privatePath, private, 0o600); err != nil {
		return err
	}
	if err := writeNew(publicPath, public, 0o644); err != nil {
		return errors.Join(err, os.Remove(privatePath))
	}
	_, err = fmt.Fprintf(to.out, `%s is the private key, which signs access tokens. Keep it secret: only its owner may read it.
%s is the public key, which the server needs. Start the server and make a token:

    itemactivity --keys %[2]s
    itemactivity token --key %[1]s --user jane --scopes Files.ReadWrite
`, privatePath, publicPath)
	return err
}

// writeNew writes a file that must not exist yet. If it fails, there is no file.
func writeNew(path string, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already and was not changed; use another name, with --out", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
