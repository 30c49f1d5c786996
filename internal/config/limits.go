package config

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
)

// limitFlags are the settings of gqlhttp.Limits.
type limitFlags struct {
	MaxBodyBytes     int64         `default:"${MaxBodyBytes}" group:"Limits of one request" help:"Bytes of a request's body."`
	MaxDocumentBytes int           `default:"${MaxDocumentBytes}" group:"Limits of one request" help:"Bytes of a document."`
	MaxTokens        int           `default:"${MaxTokens}" group:"Limits of one request" help:"Tokens of a document."`
	MaxDepth         int           `default:"${MaxDepth}" group:"Limits of one request" help:"Levels of an answer."`
	MaxAliases       int           `default:"${MaxAliases}" group:"Limits of one request" help:"Aliases in a document."`
	MaxDirectives    int           `default:"${MaxDirectives}" group:"Limits of one request" help:"Directives in a document."`
	MaxFragments     int           `default:"${MaxFragments}" group:"Limits of one request" help:"Fragments of a document."`
	MaxOperations    int           `default:"${MaxOperations}" group:"Limits of one request" help:"Operations of a document."`
	MaxRootFields    int           `default:"${MaxRootFields}" group:"Limits of one request" help:"Fields of an operation itself."`
	MaxMerges        int           `default:"${MaxMerges}" group:"Limits of one request" help:"Comparisons between fields of equal name."`
	MaxComplexity    int           `default:"${MaxComplexity}" group:"Limits of one request" help:"Cost of an operation whose pages are full."`
	MaxAnswerBytes   int64         `default:"${MaxAnswerBytes}" group:"Limits of one request" help:"Bytes of an answer."`
	MaxErrors        int           `default:"${MaxErrors}" group:"Limits of one request" help:"Errors of an answer."`
	MaxTime          time.Duration `default:"${MaxTime}" group:"Limits of one request" help:"Time that a request may take."`

	MaxInFlightBytes       int64 `default:"${MaxInFlightBytes}" group:"Limits of all requests" help:"Bytes of memory for all requests and answers at one time."`
	MaxCallerInFlightBytes int64 `default:"${MaxCallerInFlightBytes}" group:"Limits of all requests" help:"Bytes of that for one caller while others wait."`
}

// Limits returns the limits.
func (f limitFlags) Limits() gqlhttp.Limits {
	return gqlhttp.Limits{
		Limits: gqldoc.Limits{
			DocumentBytes: f.MaxDocumentBytes, Tokens: f.MaxTokens, Depth: f.MaxDepth,
			Aliases: f.MaxAliases, Directives: f.MaxDirectives, Fragments: f.MaxFragments, Operations: f.MaxOperations,
			RootFields: f.MaxRootFields, Merges: f.MaxMerges, Complexity: f.MaxComplexity,
		},
		BodyBytes: f.MaxBodyBytes, AnswerBytes: f.MaxAnswerBytes, Errors: f.MaxErrors, Time: f.MaxTime,
		InFlightBytes: f.MaxInFlightBytes, CallerInFlightBytes: f.MaxCallerInFlightBytes,
	}
}

// limitDefaults gives the flags the defaults that the limits have by
// themselves: a flag is its limit's name with Max in front.
func limitDefaults() kong.Vars {
	vars := kong.Vars{}
	limits := reflect.ValueOf(gqlhttp.DefaultLimits())
	for _, field := range reflect.VisibleFields(limits.Type()) {
		if !field.Anonymous {
			vars["Max"+field.Name] = fmt.Sprint(limits.FieldByIndex(field.Index).Interface())
		}
	}
	return vars
}

// positive reads a limit. Zero would refuse everything, and is not a way to
// say "no limit": there is none without.
func positive(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("number")
	if err != nil {
		return errNeedsValue
	}
	n, err := strconv.ParseInt(token.String(), 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is not a whole number from 1 to 2147483647", token.String())
	}
	target.SetInt(n)
	return nil
}

// positiveTime does the same for a duration.
func positiveTime(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("duration")
	if err != nil {
		return errNeedsValue
	}
	d, err := time.ParseDuration(token.String())
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is not a duration such as 10s or 500ms", token.String())
	}
	target.SetInt(int64(d))
	return nil
}

// count reads a number of which zero is none.
func count(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("number")
	if err != nil {
		return errNeedsValue
	}
	n, err := strconv.ParseInt(token.String(), 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number from 0 to 2147483647", token.String())
	}
	target.SetInt(n)
	return nil
}

// delay does the same for a duration.
func delay(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("duration")
	if err != nil {
		return errNeedsValue
	}
	d, err := time.ParseDuration(token.String())
	if err != nil || d < 0 {
		return fmt.Errorf("%q is not a duration such as 10s, or 0s", token.String())
	}
	target.SetInt(int64(d))
	return nil
}
