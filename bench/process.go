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

// process is a running server.
type process struct {
	pid int
	// url is that of the server, without a path.
	url    string
	cmd    *exec.Cmd
	exited chan struct{}
	exit   error
}

const (
	// maxWait is the time after which a server counts as hanging.
	maxWait = 30 * time.Second
	// pollInterval is the time between two reads of a server's log while it starts. The log
	// is a file and not a pipe, because reading a pipe would cost processor time for each
	// request of the measurement.
	pollInterval = 200 * time.Microsecond
)

var listeningLine = regexp.MustCompile(`msg=listening url=(http://\S+)/ `)

// start starts a server and waits until its log says that it listens.
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
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	late := time.After(maxWait)
	for {
		select {
		case <-poll.C:
		case <-p.exited:
			return errors.Join(fmt.Errorf("%s exited before it listened: see %s", c.name, c.log), p.exit)
		case <-late:
			return fmt.Errorf("%s does not listen after %s: see %s", c.name, maxWait, c.log)
		}
		output, err := os.ReadFile(c.log)
		if err != nil {
			return err
		}
		if found := listeningLine.FindSubmatch(output); found != nil {
			p.url = string(found[1])
			return nil
		}
	}
}

// stop stops a running server with SIGTERM.
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
	case <-time.After(maxWait):
		_ = p.cmd.Process.Kill()
		return fmt.Errorf("%s did not stop after SIGTERM", c.name)
	}
	if p.exit != nil {
		return fmt.Errorf("%s stopped with %w: see %s", c.name, p.exit, c.log)
	}
	return nil
}
