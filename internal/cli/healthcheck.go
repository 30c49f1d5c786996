package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/web"
)

const (
	// healthTimeout is less than the usual time limit of a health check, so that the
	// reason is reported.
	healthTimeout = 3 * time.Second
	// maxHealthBytes is far more than a response about readiness has.
	maxHealthBytes = 64 << 10
)

type healthcheckCommand struct{}

// Help is printed below the summary of the command.
func (healthcheckCommand) Help() string {
	return "For the health check of a container, which has no other HTTP client. The request goes to /readyz at --metrics-addr, or at --addr without one. Give the same flags or variables as to the server."
}

// Run requests the readiness of a server on this machine.
func (healthcheckCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	addr, err := cfg.HealthAddr()
	if err != nil {
		return err
	}
	address := (&url.URL{Scheme: "http", Host: addr, Path: web.ReadyPath}).String()
	if err := checkReady(ctx, address); err != nil {
		return fmt.Errorf("the server is not ready: %s: %w", address, err)
	}
	_, err = fmt.Fprintln(to.out, "ready")
	return err
}

// checkReady returns why the server is not ready.
func checkReady(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	// The server is on this machine, and no proxy knows it.
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	var body []byte
	if err == nil {
		defer func() { _ = response.Body.Close() }()
		body, err = io.ReadAll(io.LimitReader(response.Body, maxHealthBytes))
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no complete response within %s", healthTimeout)
	}
	if err != nil {
		return err
	}
	report, ok := web.ParseReport(body)
	switch {
	case !ok, report.Ready() && response.StatusCode != http.StatusOK:
		return fmt.Errorf("status %d of a program that is not itemactivity", response.StatusCode)
	case !report.Ready():
		return errors.New(describeReport(report))
	}
	return nil
}

// describeReport returns the status, and the checks that failed.
func describeReport(report web.Report) string {
	list := []string{report.Status}
	for _, name := range slices.Sorted(maps.Keys(report.Checks)) {
		if state := report.Checks[name]; state != web.CheckOK {
			list = append(list, name+": "+state)
		}
	}
	return strings.Join(list, ", ")
}
