// Package config is what an operator can set: flags, the environment variables
// that equal them, defaults, and checks of the values.
package config

import (
	"reflect"
	"time"

	"github.com/alecthomas/kong"
)

// Config are the settings of the program. They belong to the
// program and not to one command, so that `itemactivity --help` shows all of
// them; each command checks those that it uses.
type Config struct {
	Addr      string `default:"127.0.0.1:8080" help:"Address to listen on, HOST:PORT. Port 0 takes a free one."`
	Database  string `default:"itemactivity.db" help:"Database: a path, or sqlite:PATH."`
	LogFormat string `default:"text" help:"Format of the log on standard error: text or json."`
	LogLevel  string `default:"info" help:"Least level that is logged: debug, info, warn or error."`

	AllowHardLinks string `default:"off" help:"Whether the database's file may have other names, by which no program may use it: on or off."`

	Introspection string `default:"on" help:"Whether clients may read the schema, and get suggestions: on or off."`
	Playground    string `default:"on" help:"Whether the Playground is served at /: on or off."`
	AllowOrigins  string `help:"Origins of front ends beyond this machine's, as in https://app.example, separated by commas."`

	Auth        Authentication `embed:""`
	Monitoring  Monitoring     `embed:""`
	Rates       Rates          `embed:""`
	Connections Connections    `embed:""`
	Recording   Recording      `embed:""`
	Limits      limitFlags     `embed:""`
}

// Options returns what kong needs to read a Config.
func Options(variables *Environment) []kong.Option {
	return []kong.Option{
		kong.ValueFormatter(helpWithVariable),
		kong.Resolvers(variables),
		kong.KindMapper(reflect.String, kong.MapperFunc(settingValue)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(positive)),
		kong.KindMapper(reflect.Int64, kong.MapperFunc(positive)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(positiveTime)),
		kong.NamedMapper("delay", kong.MapperFunc(delay)),
		kong.NamedMapper("count", kong.MapperFunc(count)),
		limitDefaults(),
		claimDefaults(),
	}
}
