package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

// process is a server that runs.
type process struct {
	pid    int
	url    string
	cmd    *exec.Cmd
	exited chan struct{}
	exit   error
}

const (
	// patience ends what hangs.
	patience = 30 * time.Second
	// glance is how often the log of a server is looked at while it starts. A
	// server's log is a file, as in service: reading along a pipe would cost the
	// machine something with each request of the measurement.
	glance = 200 * time.Microsecond
)

var listeningLine = regexp.MustCompile(`msg=listening url=(http://\S+)/ `)

// start starts a server and returns once it says that it listens.
func (c *contestant) start(ctx context.Context) (err error) {
	log, err := os.Create(c.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	cmd := exec.CommandContext(ctx, c.program, c.args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	p := &process{pid: cmd.Process.Pid, cmd: cmd, exited: make(chan struct{})}
	go func() {
		p.exit = cmd.Wait()
		close(p.exited)
	}()
	c.server = p
	glances := time.NewTicker(glance)
	defer glances.Stop()
	late := time.After(patience)
	for {
		select {
		case <-glances.C:
		case <-p.exited:
			return errors.Join(fmt.Errorf("%s did not listen: see %s", c.name, c.log), p.exit)
		case <-late:
			return fmt.Errorf("%s does not listen: see %s", c.name, c.log)
		}
		said, err := os.ReadFile(c.log)
		if err != nil {
			return err
		}
		if found := listeningLine.FindSubmatch(said); found != nil {
			p.url = string(found[1]) + c.path
			return nil
		}
	}
}

// stop ends a server that runs, gracefully.
func (c *contestant) stop() error {
	if c.server == nil {
		return nil
	}
	p := c.server
	c.server = nil
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	select {
	case <-p.exited:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		return fmt.Errorf("%s did not stop", c.name)
	}
	if p.exit != nil {
		return fmt.Errorf("%s stopped with %w: see %s", c.name, p.exit, c.log)
	}
	return nil
}
