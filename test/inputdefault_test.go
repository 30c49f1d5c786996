package test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestDefaultValuesOfInputFields gives default values to fields of inputs in a copy of the
// repository. They must apply to inputs in variables and in documents, with and without plans, but
// not to a field that is sent.
func TestDefaultValuesOfInputFields(t *testing.T) {
	skipIfShort(t, "no field gets a default value")
	skipUnderRace(t)
	copied := copyRepository(t)
	const file = "graph/driveitem.graphqls"
	schema, err := os.ReadFile(filepath.Join(copied.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	before, inputs, found := bytes.Cut(schema, []byte("\ninput DriveItemInput {"))
	for field, value := range map[string]string{"\n  name: String!\n": `"unnamed.txt"`, "\n  mimeType: String\n": `"text/plain"`} {
		found = found && bytes.Count(inputs, []byte(field)) == 1
		inputs = bytes.Replace(inputs, []byte(field), []byte(field[:len(field)-1]+" = "+value+"\n"), 1)
	}
	if !found {
		t.Fatal("the inputs do not have the fields")
	}
	copied.write(t, file, append(append(before, "\ninput DriveItemInput {"...), inputs...))
	copied.run(t, "", "go", "run", "./graph/generate")
	program := filepath.Join(copied.folder, "itemactivity")
	copied.run(t, "", "go", "build", "-buildvcs=false", "-o", program, ".")

	type item struct {
		Name string
		File struct{ MimeType *string }
	}
	text := func(s string) *string { return &s }
	for _, plans := range []string{"on", "off"} {
		s := startCommand(t, serving(program, filepath.Join(t.TempDir(), "itemactivity.db"), "--plans", plans))
		for _, c := range []struct {
			input     map[string]any
			name      string
			mediaType *string
		}{
			{map[string]any{"file": map[string]any{}}, "unnamed.txt", text("text/plain")},
			{map[string]any{"name": "a", "file": map[string]any{"mimeType": "text/csv"}}, "a", text("text/csv")},
			{map[string]any{"file": map[string]any{"mimeType": nil}}, "unnamed.txt", nil},
		} {
			const document = `mutation($input: DriveItemInput!, $file: FileInput) {
				whole: createDriveItem(driveId: "example-drive", input: $input) { name file { mimeType } }
				part: createDriveItem(driveId: "example-drive", input: {file: $file}) { name file { mimeType } }
				literal: createDriveItem(driveId: "example-drive", input: {file: {}}) { name file { mimeType } }
			}`
			var made struct{ Whole, Part, Literal item }
			s.graphql(t, document, map[string]any{"input": c.input, "file": c.input["file"]}, &made)
			if !hasFile(made.Whole.Name, made.Whole.File.MimeType, c.name, c.mediaType) ||
				!hasFile(made.Part.Name, made.Part.File.MimeType, "unnamed.txt", c.mediaType) ||
				!hasFile(made.Literal.Name, made.Literal.File.MimeType, "unnamed.txt", text("text/plain")) {
				t.Errorf("with plans %s, the items of %v are %+v", plans, c.input, made)
			}
		}
		s.stop(t)
	}
}

// hasFile compares the name and the media type of a file with what they should be.
func hasFile(name string, mediaType *string, wantName string, wantType *string) bool {
	return name == wantName && (mediaType == nil) == (wantType == nil) && (mediaType == nil || *mediaType == *wantType)
}
