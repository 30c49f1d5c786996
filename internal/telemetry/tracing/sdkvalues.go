package tracing

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

const (
	// maxMilliseconds is about 24 days.
	maxMilliseconds = math.MaxInt32
	// maxQueueSize is the number of spans whose queue has 16 MB when it is empty.
	maxQueueSize = 1_000_000
)

func boolean(value string, _ environment) error {
	if !strings.EqualFold(value, "true") && !strings.EqualFold(value, "false") {
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return nil
}

// integer accepts a whole number. The SDK ignores a number with blanks around it.
func integer(least, greatest int) func(string, environment) error {
	return func(value string, _ environment) error {
		if n, err := strconv.Atoi(value); err != nil || n < least || n > greatest {
			return fmt.Errorf("%q is not a whole number from %d to %d", value, least, greatest)
		}
		return nil
	}
}

func limit(value string, env environment) error {
	if integer(-1, math.MaxInt32)(value, env) != nil {
		return fmt.Errorf("%q is not a whole number from 0 to %d, or -1 for no limit", value, math.MaxInt32)
	}
	return nil
}

// batchSize accepts up to the size of the queue. The SDK ignores a larger one.
func batchSize(value string, env environment) error {
	queue := sdk.DefaultMaxQueueSize
	if n, err := strconv.Atoi(env("OTEL_BSP_MAX_QUEUE_SIZE")); err == nil {
		queue = n
	}
	if err := integer(1, queue)(value, env); err != nil {
		return fmt.Errorf("%w, the queue size of OTEL_BSP_MAX_QUEUE_SIZE", err)
	}
	return nil
}

func sampler(value string, _ environment) error {
	names := []string{"always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"}
	if !slices.Contains(names, strings.ToLower(strings.TrimSpace(value))) {
		return fmt.Errorf("%q is not supported; use %s", value, strings.Join(names, ", "))
	}
	return nil
}

// samplerArgument checks the ratio. The other samplers have no argument.
func samplerArgument(value string, env environment) error {
	if !strings.HasSuffix(strings.ToLower(strings.TrimSpace(env("OTEL_TRACES_SAMPLER"))), "traceidratio") {
		return nil
	}
	if ratio, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil || !(ratio >= 0 && ratio <= 1) {
		return fmt.Errorf("%q is not a number from 0 to 1", value)
	}
	return nil
}

// propagators accepts baggage, which is part of OpenTelemetry's default. The server
// ignores it.
func propagators(value string, _ environment) error {
	for _, name := range list(value) {
		if name != "tracecontext" && name != "baggage" && name != "none" {
			return fmt.Errorf("%q is not supported; use tracecontext, baggage or none", name)
		}
	}
	return nil
}

// utf8Text rejects what no span can carry: the encoding of spans fails for other bytes.
func utf8Text(value string, _ environment) error {
	if !utf8.ValidString(value) {
		return errors.New("it is not valid UTF-8")
	}
	return nil
}

func attributes(value string, env environment) error {
	for i, pair := range strings.Split(value, ",") {
		key, text, found := strings.Cut(pair, "=")
		if !found || strings.TrimSpace(key) == "" {
			return fmt.Errorf("pair %d, %q, is not KEY=VALUE; separate pairs by commas", i+1, pair)
		}
		decoded, err := url.PathUnescape(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("pair %d, %q, has a wrong percent-encoding", i+1, pair)
		}
		if utf8Text(key+decoded, env) != nil {
			return fmt.Errorf("pair %d, %q, is not valid UTF-8", i+1, pair)
		}
	}
	return nil
}
