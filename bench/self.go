package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/itemactivity/itemactivity/bench/load"
	"github.com/itemactivity/itemactivity/bench/opponent"
)

// generateLoad is the main function of the load generator's process.
func generateLoad(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("load needs its options in JSON")
	}
	var o load.Options
	if err := json.Unmarshal([]byte(args[0]), &o); err != nil {
		return err
	}
	result, err := load.Run(ctx, o)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// startLoad runs the load generator in a separate process, and returns its result.
func startLoad(ctx context.Context, o load.Options) (*load.Result, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, self, loadCommand, string(text))
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("the load generator for %s: %w", o.URL, err)
	}
	result := new(load.Result)
	return result, json.Unmarshal(output, result)
}

// serveOpponent is the main function of an opponent's process.
func serveOpponent(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("opponent needs its kind and the path of its database")
	}
	return opponent.Serve(ctx, args[0], args[1], os.Stderr)
}
