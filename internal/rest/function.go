package rest

import "strings"

// function is a path segment with named arguments, such as f(a='1',b='2').
type function struct {
	name string
	// parameters are the parameters of the path by the name of the argument.
	parameters map[string]string
	next       *node
}

// parseFunction parses a segment of a route with arguments, such as f(a='{x}'). ok is false
// if it has none.
func parseFunction(segment string) (f *function, ok bool) {
	name, arguments, ok := cutArguments(segment)
	if !ok {
		return nil, false
	}
	for argument, value := range arguments {
		arguments[argument] = strings.Trim(value, "{}")
	}
	return &function{name: name, parameters: arguments}, true
}

// call adds the arguments of a segment to the parameters. ok is false if the segment is not a
// call of the function with all of its arguments. The order of the arguments does not matter.
func (f *function) call(segment string, parameters map[string]string) (ok bool) {
	name, arguments, ok := cutArguments(segment)
	if !ok || name != f.name || len(arguments) != len(f.parameters) {
		return false
	}
	for argument := range f.parameters {
		if _, sent := arguments[argument]; !sent {
			return false
		}
	}
	for argument, parameter := range f.parameters {
		parameters[parameter] = arguments[argument]
	}
	return true
}

// cutArguments splits a segment into the name of a function and its arguments, which are
// texts in quotation marks. A quotation mark in a text is written twice. ok is false for a
// segment of another form.
func cutArguments(segment string) (name string, arguments map[string]string, ok bool) {
	name, rest, found := strings.Cut(segment, "(")
	if rest, ok = strings.CutSuffix(rest, ")"); !found || !ok || name == "" {
		return "", nil, false
	}
	arguments = map[string]string{}
	for {
		argument, quoted, found := strings.Cut(rest, "='")
		argument = strings.TrimSpace(argument)
		if _, repeated := arguments[argument]; !found || argument == "" || repeated {
			return "", nil, false
		}
		value, after, closed := cutQuoted(quoted)
		if !closed {
			return "", nil, false
		}
		arguments[argument] = value
		if after = strings.TrimSpace(after); after == "" {
			return name, arguments, true
		}
		if rest, ok = strings.CutPrefix(after, ","); !ok {
			return "", nil, false
		}
	}
}

// cutQuoted returns the text before the first quotation mark that is not written twice, and
// what follows it.
func cutQuoted(quoted string) (text, after string, closed bool) {
	for end := 0; ; end += len("''") {
		next := strings.IndexByte(quoted[end:], '\'')
		if next < 0 {
			return "", "", false
		}
		if end += next; !strings.HasPrefix(quoted[end:], "''") {
			return strings.ReplaceAll(quoted[:end], "''", "'"), quoted[end+1:], true
		}
	}
}
