// Package config is what an operator can set: flags, the environment variables
// that equal them, defaults, and checks of the values.
package config

import (
	"reflect"
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/gqlhttp"
)

//go:generate go test . -run ^TestReadmeTables$ -update

// Config is the settings of the program. They belong to the program and not to
// one command, so `itemactivity --help` shows all of them. Each command checks
// those that it uses.
//
// A field declares its flag: name, default, help, and with see the document that
// says more. The name of its variable and its row in the README follow from that.
type Config struct {
	Addr           string `default:"127.0.0.1:8080" help:"Address to listen on, HOST:PORT. Port 0 takes a free one. Loopback only, unless callers need a token."`
	Database       string `default:"itemactivity.db" help:"Database: a path, or sqlite:PATH."`
	AllowHardLinks Toggle `default:"off" enum:"on,off" help:"Whether the database's file may have other names, by which no program may use it: on or off." see:"docs/operating.md#one-process-one-name"`
	LogFormat      string `default:"text" enum:"text,json" help:"Format of the log on standard error: text or json."`
	LogLevel       string `default:"info" enum:"debug,info,warn,error" help:"Least level that is logged: debug, info, warn or error."`

	Introspection Toggle `default:"on" enum:"on,off" help:"Whether clients may read the schema, and get suggestions: on or off."`
	Playground    Toggle `default:"on" enum:"on,off" help:"Whether the Playground is served at /: on or off."`
	AllowOrigins  string `help:"Origins of front ends beyond this machine's, as in https://app.example, separated by commas."`

	Auth        Authentication `embed:"" group:"Authentication"`
	Monitoring  Monitoring     `embed:"" group:"Monitoring"`
	Rates       Rates          `embed:"" group:"Rate limits"`
	Connections Connections    `embed:"" group:"Connections"`
	Recording   Recording      `embed:"" group:"Recording"`
	Limits      gqlhttp.Limits `embed:"" prefix:"max-" group:"Limits of one request"`
}

// Options returns what kong needs to read a Config.
func Options(variables *Environment) []kong.Option {
	return []kong.Option{
		kong.ValueFormatter(helpWithVariable),
		kong.Resolvers(variables),
		kong.KindMapper(reflect.String, kong.MapperFunc(text)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(positive)),
		kong.KindMapper(reflect.Int64, kong.MapperFunc(positive)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(positiveTime)),
		kong.NamedMapper("delay", kong.MapperFunc(delay)),
		kong.NamedMapper("count", kong.MapperFunc(count)),
	}
}
