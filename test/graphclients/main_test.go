package graphclients

import (
	"fmt"
	"os"
	"testing"

	msgraphgocore "github.com/microsoftgraph/msgraph-sdk-go-core"
)

// folder contains the program under test.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "itemactivity-graph-clients-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := msgraphgocore.RegisterError(msgraphgocore.BatchRequestErrorRegistryKey, errorMappings); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(folder)
	os.Exit(code)
}
