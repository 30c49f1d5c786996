// Package config defines the settings of the program: flags, environment variables,
// defaults, and checks of the values.
package config

import (
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/engine"
)

//go:generate go test . -run ^TestReadmeTables$ -update

// Config is the settings of the program. They are flags of the program, so that they may
// be written before a command. Each command uses some of them, see Uses, and checks those.
//
// A field declares its flag. The tag see names a document with details. The name of the
// variable and the row in the README are derived from the field.
type Config struct {
	Addr           string `default:"127.0.0.1:8080" help:"Address to listen on, as HOST:PORT. Port 0 means any free port. Without authentication it must be a loopback address."`
	Database       string `default:"itemactivity.db" help:"File of the SQLite database, as PATH or sqlite:PATH."`
	AllowHardLinks Toggle `default:"off" enum:"on,off" help:"Allow a database file with several names (hard links): on or off. No program may use it by another name." see:"docs/operating.md#one-process-per-database"`
	LogFormat      string `default:"text" enum:"text,json" help:"Format of the log on standard error: text or json."`
	LogLevel       string `default:"info" enum:"debug,info,warn,error" help:"Lowest level that is logged: debug, info, warn or error."`

	PublicURL     string `placeholder:"URL" help:"URL at which clients reach the server, such as https://files.example/activity. Links in responses begin with it. By default it is http:// and the listening address."`
	Introspection Toggle `default:"on" enum:"on,off" help:"Allow clients to query the schema and to read /openapi.json, and suggest names in error messages: on or off."`
	Playground    Toggle `default:"on" enum:"on,off" help:"Serve the Playground at /: on or off."`
	Plans         Toggle `default:"on" enum:"on,off" help:"Compile operations to plans, which execute faster: on or off. The responses are the same."`
	AllowOrigins  string `placeholder:"ORIGINS" help:"Origins of front ends on other machines, such as https://app.example, separated by commas."`

	Auth        Authentication `embed:"" group:"Authentication"`
	Monitoring  Monitoring     `embed:"" group:"Monitoring"`
	Rates       Rates          `embed:"" group:"Rate limits"`
	Connections Connections    `embed:"" group:"Connections"`
	Recording   Recording      `embed:"" group:"Recording"`
	Collector   Collector      `embed:"" group:"Garbage collector"`
	Limits      engine.Limits  `embed:"" prefix:"max-" group:"Limits of one request"`
}

// Options returns the options with which kong parses a Config.
func Options(variables *Environment) []kong.Option {
	return []kong.Option{
		kong.ValueFormatter(helpWithVariable),
		kong.Resolvers(variables),
		kong.KindMapper(reflect.String, kong.MapperFunc(text)),
		kong.TypeMapper(reflect.TypeFor[[]string](), kong.MapperFunc(list)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(positive)),
		kong.KindMapper(reflect.Int64, kong.MapperFunc(positive)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(positiveTime)),
		kong.NamedMapper("delay", kong.MapperFunc(delay)),
		kong.NamedMapper("count", kong.MapperFunc(count)),
	}
}
