-- +goose Up

-- The epoch of the log, which cursors in the order of recording contain. A new epoch begins
-- when a seq could be assigned again. backup is 1 in a backup until it is opened for the
-- first time, which begins a new epoch. upgraded_seq is the last seq at the time of this
-- migration: cursors from before it contain no epoch, and are valid up to this seq. A new
-- epoch sets it to 0.
CREATE TABLE log_epoch (
    num          INTEGER PRIMARY KEY CHECK (num = 1),
    number       INTEGER NOT NULL,
    backup       INTEGER NOT NULL,
    upgraded_seq INTEGER NOT NULL
) STRICT;
INSERT INTO log_epoch (num, number, backup, upgraded_seq)
SELECT 1, random(), 0, coalesce(max(seq), 0) FROM item_activities;
