// Package statement composes, runs and logs SQL statements. Text composes a statement. Row and Number
// read the values of one row with the fewest allocations. First, Find and Each read rows into structs.
// Insert writes many rows. Pages reads a table page by page.
package statement

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowStatement is the duration from which on a statement is logged as slow.
const slowStatement = 200 * time.Millisecond

// The message and the key with which a statement is logged.
const (
	statementMessage = "statement"
	statementKey     = "sql"
)

// statementLogger logs slow and failed statements without their values, and at the debug
// level every statement. It does not log a statement that failed because its request ended,
// since one request can end thousands of statements.
type statementLogger struct {
	logger.Interface
	logger *slog.Logger
}

// NewLogger returns a logger for gorm that logs slow and failed statements without their
// values, and every statement at the debug level.
func NewLogger(l *slog.Logger) logger.Interface {
	return statementLogger{
		logger: l,
		Interface: logger.NewSlogLogger(l, logger.Config{
			SlowThreshold:        slowStatement,
			LogLevel:             logger.Warn,
			ParameterizedQueries: true,
		}),
	}
}

// gorm's Scan builds the text of a statement before it calls the logger, by default with the
// values.
func init() {
	logger.RecorderParamsFilter = func(_ context.Context, sql string, _ ...any) (string, []any) { return sql, nil }
}

// LogMode returns the logger at another level.
func (l statementLogger) LogMode(level logger.LogLevel) logger.Interface {
	l.Interface = l.Interface.LogMode(level)
	return l
}

// ParamsFilter removes the values from the log.
func (l statementLogger) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

// Trace logs a statement, unless its request ended.
func (l statementLogger) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return
	}
	duration := time.Since(begin)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		// gorm's logger ignores this error too, but first builds the text of the statement.
		err = nil
	}
	if err != nil || duration >= slowStatement {
		l.Interface.Trace(ctx, begin, statement, err)
	}
	if l.logger.Enabled(ctx, slog.LevelDebug) {
		sql, rows := statement()
		l.logger.DebugContext(ctx, statementMessage, statementKey, sql, "rows", rows, "duration", duration)
	}
}
