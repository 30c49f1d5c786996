package test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestBaseImages wants every base image by its digest: a tag can be moved.
func TestBaseImages(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	bases := regexp.MustCompile(`(?m)^FROM (?:--platform=\S+ )?(\S+)`).FindAllSubmatch(dockerfile, -1)
	if len(bases) == 0 {
		t.Fatal("the Dockerfile has no base image")
	}
	for _, base := range bases {
		if !regexp.MustCompile(`^[^@]+:[^@]+@sha256:[0-9a-f]{64}$`).Match(base[1]) {
			t.Errorf("the base image %s has no tag or no digest", base[1])
		}
	}
}

// TestBuildContext wants the build to see each package of the program, and neither the
// history nor keys, settings or databases.
func TestBuildContext(t *testing.T) {
	ignored, err := os.ReadFile("../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	rules := strings.Split(string(ignored), "\n")
	if first := slices.IndexFunc(rules, func(rule string) bool { return rule != "" && rule[0] != '#' }); rules[first] != "*" {
		t.Fatalf("the first rule is %q: what is not listed must be left out", rules[first])
	}
	const module = "github.com/itemactivity/itemactivity/"
	packages, err := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for path := range strings.Lines(string(packages)) {
		below, ours := strings.CutPrefix(strings.TrimSpace(path), module)
		if !ours {
			continue
		}
		found++
		if folder, _, _ := strings.Cut(below, "/"); !slices.Contains(rules, "!"+folder) {
			t.Errorf("the image is built without the folder %s of the package %s", folder, path)
		}
	}
	if found == 0 {
		t.Errorf("the program has no packages: %s", packages)
	}
	for _, rule := range rules {
		if regexp.MustCompile(`^!.*(\.git$|\.env|\.key|\.db|\*$)`).MatchString(rule) {
			t.Errorf("the rule %s copies more than the sources", rule)
		}
	}
}

// composed is what the Compose files say of a service.
type composed struct {
	Services map[string]struct {
		Profiles    []string
		ReadOnly    bool     `json:"read_only"`
		CapDrop     []string `json:"cap_drop"`
		SecurityOpt []string `json:"security_opt"`
		NetworkMode string   `json:"network_mode"`
		Environment map[string]string
		Ports       []struct {
			HostIP string `json:"host_ip"`
		}
	}
}

// TestComposeIsSecure wants services without rights that other machines cannot reach.
func TestComposeIsSecure(t *testing.T) {
	for _, files := range [][]string{{"compose.yaml"}, {"compose.yaml", "compose.keys.yaml"}} {
		arguments := []string{"tool", "-modfile=tools/go.mod", "github.com/compose-spec/compose-go/v2/cmd", "-format", "json"}
		command := exec.Command("go", append(arguments, files...)...)
		command.Dir = ".."
		loaded, err := command.Output()
		if err != nil {
			t.Fatalf("%v: %v", files, err)
		}
		var model composed
		if err := json.Unmarshal(loaded, &model); err != nil {
			t.Fatal(err)
		}
		if len(model.Services) != 2 {
			t.Errorf("%v has %d services, want dev and production", files, len(model.Services))
		}
		for name, service := range model.Services {
			if !slices.Equal(service.Profiles, []string{name}) {
				t.Errorf("%s starts with the profiles %q", name, service.Profiles)
			}
			if !service.ReadOnly || !slices.Equal(service.CapDrop, []string{"ALL"}) || !slices.Equal(service.SecurityOpt, []string{"no-new-privileges:true"}) {
				t.Errorf("%s has rights: %+v", name, service)
			}
			for _, port := range service.Ports {
				if port.HostIP != "127.0.0.1" {
					t.Errorf("%s publishes a port on %q", name, port.HostIP)
				}
			}
			if addr := service.Environment["ITEMACTIVITY_ADDR"]; service.NetworkMode == "host" && !strings.HasPrefix(addr, "127.0.0.1:") {
				t.Errorf("%s listens on %q of the host", name, addr)
			}
		}
	}
}
