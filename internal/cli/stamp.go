package cli

import "github.com/itemactivity/itemactivity/internal/telemetry/metrics"

// The linker sets these (-X) in a build without .git, such as that of the container
// image. Otherwise they are empty, and Go records the version and the commit itself.
var buildVersion, buildRevision string

// stamped returns the build with what the linker set.
func stamped(build metrics.Build) metrics.Build {
	if buildVersion != "" {
		build.Version = buildVersion
	}
	if buildRevision != "" {
		build.Revision = buildRevision
	}
	return build
}
