package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/itemactivity/itemactivity/internal/telemetry/metrics"
)

type versionCommand struct{}

// Run prints the version, for issue reports.
func (versionCommand) Run(to streams) error { return printVersion(to.out) }

// versionFlag is the flag --version, which does the same as the command.
type versionFlag bool

// BeforeReset is called by kong if the flag is on the command line.
func (versionFlag) BeforeReset(to streams, info *information) error {
	*info = information{printed: true, err: printVersion(to.out)}
	return errPrinted
}

func printVersion(w io.Writer) error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintln(w, versionLine(info))
	return err
}

// versionLine describes a build. info is nil if it was built without modules.
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
		return stamped(build)
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
	return stamped(build)
}
