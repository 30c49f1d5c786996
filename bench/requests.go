package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/itemactivity/itemactivity/bench/load"
)

// send sends one request outside of the measurement. An error response is an error.
func (c *contestant) send(ctx context.Context, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.server.url+c.setup.path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	responseBody, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK || bytes.HasPrefix(responseBody, []byte(`{"errors"`)) {
		return fmt.Errorf("the response of %s is %s: %s", c.name, response.Status, responseBody)
	}
	return nil
}

// makeParents creates the group, the items and their drive activities. The opponents create
// their parents themselves.
func (c *contestant) makeParents(ctx context.Context) error {
	documents := make([]string, 0, 1+load.Items)
	documents = append(documents, fmt.Sprintf(`mutation { createGroup(input: {id: %q, displayName: "Benchmark", driveId: %q}) { id } }`, load.GroupID, load.DriveID))
	for item := range load.Items {
		documents = append(documents, fmt.Sprintf(`mutation {
			createDriveItem(driveId: %q, input: {id: %q, name: "item %d", file: {}}) { id }
			createDriveActivity(driveItemId: %q, input: {id: %q, action: {edit: {}}}) { id }
		}`, load.DriveID, load.ItemID(item), item, load.ItemID(item), load.ActivityID(item)))
	}
	for _, document := range documents {
		body, err := json.Marshal(map[string]string{"query": document})
		if err != nil {
			return err
		}
		if err := c.send(ctx, string(body)); err != nil {
			return err
		}
	}
	return nil
}
