package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/config"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/metrics"
)

type migrateCommand struct{}

// Run brings the database to this version's schema, for operators who want
// that apart from the first start of a new version.
func (migrateCommand) Run(ctx context.Context, to streams, cfg *config.Config) error {
	path, err := cfg.DatabasePath()
	if err != nil {
		return err
	}
	logger := cfg.NewLogger(to.err)
	before, after, err := store.Migrate(ctx, store.Config{Path: path, HardLinks: cfg.AllowHardLinks.On(), Logger: logger})
	if err != nil {
		return err
	}
	switch before {
	case after:
		_, err = fmt.Fprintf(to.out, "The database is at schema version %d already.\n", after)
	case 0:
		_, err = fmt.Fprintf(to.out, "Made the new database %s with schema version %d.\n", path, after)
	default:
		_, err = fmt.Fprintf(to.out, "Migrated the database from schema version %d to %d.\n", before, after)
	}
	return err
}

type schemaCommand struct{}

// Run prints the schema, for code generators and linters.
func (schemaCommand) Run(to streams) error {
	_, err := fmt.Fprintln(to.out, strings.TrimRight(graph.SDL(), "\n"))
	return err
}

type versionCommand struct{}

// Run prints what an issue report should quote.
func (versionCommand) Run(to streams) error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintln(to.out, versionLine(info))
	return err
}

// versionLine describes a build; info is nil for one without modules.
func versionLine(info *debug.BuildInfo) string {
	build := buildOf(info)
	revision := build.Revision
	if revision != "" {
		revision = " revision " + revision
	}
	return fmt.Sprintf("itemactivity %s%s, %s %s/%s", build.Version, revision, build.GoVersion, runtime.GOOS, runtime.GOARCH)
}

func thisBuild() metrics.Build {
	info, _ := debug.ReadBuildInfo()
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) metrics.Build {
	build := metrics.Build{Version: "(devel)", GoVersion: runtime.Version()}
	if info == nil {
		return build
	}
	if info.Main.Version != "" {
		build.Version = info.Main.Version
	}
	modified := ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			build.Revision = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			modified = " (modified)"
		}
	}
	build.Revision += modified
	return build
}
