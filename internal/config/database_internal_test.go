package config

import "testing"

func TestDatabasePath(t *testing.T) {
	for setting, want := range map[string]string{
		"itemactivity.db":            "itemactivity.db",
		"/var/lib/a b.db":            "/var/lib/a b.db",
		"./a:b.db":                   "./a:b.db",
		"what?.db":                   "what?.db",
		"50%.db":                     "50%.db",
		`C:\data\a.db`:               `C:\data\a.db`,
		"sqlite:a.db":                "a.db",
		"sqlite:data/a.db":           "data/a.db",
		"sqlite:/data/a.db":          "/data/a.db",
		"sqlite:///data/a.db":        "/data/a.db",
		"SQLite:a.db":                "a.db",
		"sqlite:///data/a%20b%3F.db": "/data/a b?.db",
	} {
		if got, err := databasePath(setting); err != nil || got != want {
			t.Errorf("databasePath(%q) = %q, %v; want %q", setting, got, err, want)
		}
	}
	for _, setting := range []string{"a\x00b", "sqlite:a%00b", "sqlite:50%.db", "sqlite://", "sqlite://localhost/a.db", "mysql:a"} {
		if got, err := databasePath(setting); err == nil {
			t.Errorf("databasePath(%q) = %q, want a refusal", setting, got)
		}
	}
}
