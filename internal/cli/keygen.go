package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

type keygenCommand struct {
	Out string `variable:"-" default:"itemactivity" help:"Where to write: the private key to OUT.key, the public one to OUT.pub."`
}

// Run writes a new pair of keys. It overwrites no file: the tokens that an old key
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
	_, err = fmt.Fprintf(to.out, `%s signs access tokens: keep it where only you can read it.
%s checks them. Serve with it, and make a token for somebody:

    itemactivity --keys %[2]s
    itemactivity token --key %[1]s --user jane --scopes Files.ReadWrite
`, privatePath, publicPath)
	return err
}

// writeNew writes a file that must not exist yet.
func writeNew(path string, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already, and is left as it is; name another with --out", path)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}
