package graphclients

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestJavaScript runs the tests of Microsoft's client for JavaScript.
func TestJavaScript(t *testing.T) {
	d, development := deploy(t), deployForDevelopment(t)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	// All test servers of httptest have the same certificate.
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", "--test", "--test-reporter=spec", "javascript/")
	command.Env = append(os.Environ(),
		"NODE_EXTRA_CA_CERTS="+authority, "URL="+d.URL, "DEVELOPMENT_URL="+development.URL, "USER_TOKEN="+d.user, "APPLICATION_TOKEN="+d.application)
	output, err := command.CombinedOutput()
	t.Logf("%s", output)
	if err != nil {
		t.Error(err)
	}
	if found := regexp.MustCompile(`ℹ pass (\d+)`).FindSubmatch(output); found == nil || string(found[1]) == "0" {
		t.Error("no test passed")
	}
	d.wantRetried(t, 6)
}
