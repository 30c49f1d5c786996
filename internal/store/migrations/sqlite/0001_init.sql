-- +goose Up

-- "itam". It identifies a file as a database of this program before anything is changed in
-- it.
PRAGMA application_id = 1769234797;

-- Ids are opaque. A canonical UUID is stored as its 16 bytes, and any other id as text, so
-- the type is ANY. Times are 100 ns ticks since 0001-01-01 UTC. A time that a client sent
-- has a form in another column, which contains the offset, the number of digits and the
-- spelling.

-- Random bytes from which the server derives the keys of the database.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Every id that is in use, except those of item activities. content is a digest that
-- distinguishes a repeated creation from a different one with the same id.
CREATE TABLE ids (
    id      ANY PRIMARY KEY,
    kind    INTEGER NOT NULL,
    num     INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    num          INTEGER PRIMARY KEY,
    id           ANY NOT NULL,
    display_name TEXT
) STRICT;

CREATE TABLE groups (
    num               INTEGER PRIMARY KEY,
    id                ANY NOT NULL,
    display_name      TEXT NOT NULL,
    created_date_time INTEGER NOT NULL
) STRICT;

CREATE TABLE group_members (
    num             INTEGER PRIMARY KEY,
    group_num       INTEGER NOT NULL REFERENCES groups (num),
    kind            INTEGER NOT NULL,
    member          ANY NOT NULL,
    added_date_time INTEGER NOT NULL,
    UNIQUE (group_num, kind, member)
) STRICT;
CREATE INDEX group_members_groups ON group_members (kind, member, group_num);
CREATE INDEX group_members_members ON group_members (group_num, num);

CREATE TABLE drives (
    num       INTEGER PRIMARY KEY,
    id        ANY NOT NULL,
    group_num INTEGER NOT NULL UNIQUE REFERENCES groups (num)
) STRICT;

-- A group owns one drive, so the group identifies the drive.
CREATE TABLE drive_items (
    num                     INTEGER PRIMARY KEY,
    id                      ANY NOT NULL,
    group_num               INTEGER NOT NULL REFERENCES groups (num),
    parent_num              INTEGER REFERENCES drive_items (num),
    name                    TEXT NOT NULL,
    file                    TEXT,
    folder                  TEXT,
    created_date_time       INTEGER NOT NULL,
    created_by_num          INTEGER NOT NULL REFERENCES identity_sets (num),
    last_modified_date_time INTEGER NOT NULL,
    last_modified_by_num    INTEGER NOT NULL REFERENCES identity_sets (num),
    deleted_date_time       INTEGER,
    CHECK ((file IS NULL) <> (folder IS NULL))
) STRICT;
CREATE INDEX drive_items_drive ON drive_items (group_num, num);
CREATE INDEX drive_items_children ON drive_items (parent_num, num);
CREATE INDEX drive_items_live ON drive_items (parent_num) WHERE deleted_date_time IS NULL;

-- Distinct actors. Slot 0 is user, 1 application, 2 device. An actor without an id is
-- identified by its display name.
CREATE TABLE actors (
    num     INTEGER PRIMARY KEY,
    slot    INTEGER NOT NULL,
    by_name INTEGER NOT NULL,
    value   TEXT NOT NULL,
    UNIQUE (slot, by_name, value)
) STRICT;

-- Each identity set is stored once, by the SHA-256 digest of its whole content.
CREATE TABLE identity_sets (
    num       INTEGER PRIMARY KEY,
    digest    BLOB NOT NULL UNIQUE,
    content   TEXT NOT NULL,
    actor_num INTEGER REFERENCES actors (num)
) STRICT;

CREATE TABLE drive_activities (
    num                INTEGER PRIMARY KEY,
    id                 ANY NOT NULL,
    group_num          INTEGER NOT NULL REFERENCES groups (num),
    item_num           INTEGER NOT NULL REFERENCES drive_items (num),
    action             TEXT NOT NULL,
    ticks              INTEGER NOT NULL,
    form               INTEGER NOT NULL,
    actor_num          INTEGER NOT NULL REFERENCES identity_sets (num),
    recorded_date_time INTEGER NOT NULL,
    recorded_by_num    INTEGER NOT NULL REFERENCES identity_sets (num)
) STRICT;
CREATE INDEX drive_activities_drive ON drive_activities (group_num, ticks, num);
CREATE INDEX drive_activities_item ON drive_activities (item_num, ticks, num);

CREATE TABLE item_activity_stats (
    num         INTEGER PRIMARY KEY,
    id          ANY NOT NULL,
    group_num   INTEGER NOT NULL REFERENCES groups (num),
    item_num    INTEGER NOT NULL REFERENCES drive_items (num),
    start_ticks INTEGER NOT NULL,
    start_form  INTEGER NOT NULL,
    end_ticks   INTEGER NOT NULL,
    end_form    INTEGER NOT NULL
) STRICT;
CREATE INDEX item_activity_stats_item ON item_activity_stats (item_num, num);

-- The key of an item activity. window_ref is the number of a stored window, or the first
-- day of a derived one.
CREATE TABLE activity_keys (
    num                INTEGER PRIMARY KEY,
    group_num          INTEGER NOT NULL REFERENCES groups (num),
    drive_activity_num INTEGER NOT NULL REFERENCES drive_activities (num),
    item_num           INTEGER NOT NULL REFERENCES drive_items (num),
    window_kind        INTEGER NOT NULL,
    window_ref         INTEGER NOT NULL,
    UNIQUE (drive_activity_num, window_kind, window_ref)
) STRICT;

-- seq is the order of the commits. defaulted says what the client omitted: 1 the time, 2
-- the actor. There are no foreign keys, because the writer has just read every row to which
-- a new one refers, and none is ever deleted.
CREATE TABLE item_activities (
    seq                INTEGER PRIMARY KEY,
    id                 ANY NOT NULL UNIQUE,
    key_num            INTEGER NOT NULL,
    item_num           INTEGER NOT NULL,
    ticks              INTEGER NOT NULL,
    form               INTEGER NOT NULL,
    actor_num          INTEGER NOT NULL,
    recorded_date_time INTEGER NOT NULL,
    recorded_by_num    INTEGER NOT NULL,
    defaulted          INTEGER NOT NULL
) STRICT;
CREATE INDEX item_activities_item ON item_activities (item_num, ticks, seq);
