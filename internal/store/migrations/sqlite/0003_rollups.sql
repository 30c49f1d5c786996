-- +goose Up

-- An activity contains its group, so that a group's activities are found without its keys.
-- The table is created again, because SQLite would add the column with a default.
CREATE TABLE new_item_activities (
    seq                INTEGER PRIMARY KEY,
    id                 ANY NOT NULL UNIQUE,
    key_num            INTEGER NOT NULL,
    group_num          INTEGER NOT NULL,
    item_num           INTEGER NOT NULL,
    ticks              INTEGER NOT NULL,
    form               INTEGER NOT NULL,
    actor_num          INTEGER NOT NULL,
    recorded_date_time INTEGER NOT NULL,
    recorded_by_num    INTEGER NOT NULL,
    defaulted          INTEGER NOT NULL
) STRICT;
INSERT INTO new_item_activities
SELECT a.seq, a.id, a.key_num, k.group_num, a.item_num, a.ticks, a.form,
       a.actor_num, a.recorded_date_time, a.recorded_by_num, a.defaulted
FROM item_activities AS a JOIN activity_keys AS k ON k.num = a.key_num
ORDER BY a.seq;
DROP TABLE item_activities;
ALTER TABLE new_item_activities RENAME TO item_activities;

-- The activities of an item and of a group, by the time at which they happened and by their
-- recording. SQLite ends each entry of an index with the number of the row, which is seq.
CREATE INDEX item_activities_item ON item_activities (item_num, ticks);
CREATE INDEX item_activities_item_seq ON item_activities (item_num);
CREATE INDEX item_activities_group ON item_activities (group_num, ticks);
CREATE INDEX item_activities_group_seq ON item_activities (group_num);

-- Finds the item activities of an actor in any slot of the identity set. There is one row
-- for each identity that has an id or a display name. actor_num refers to actors.
CREATE TABLE activity_actors (
    actor_num INTEGER NOT NULL,
    group_num INTEGER NOT NULL,
    ticks     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    PRIMARY KEY (actor_num, group_num, ticks, seq)
) STRICT, WITHOUT ROWID;

-- Finds the drive activities of an item by action: 1 create, 2 edit, 3 delete, 4 move. num
-- refers to drive_activities.
CREATE TABLE drive_activity_actions (
    item_num INTEGER NOT NULL,
    action   INTEGER NOT NULL,
    ticks    INTEGER NOT NULL,
    num      INTEGER NOT NULL,
    PRIMARY KEY (item_num, action, ticks, num)
) STRICT, WITHOUT ROWID;

-- The number of facts of an item, by action (0 is access) and by day. A day is a number of
-- UTC days since 0001-01-01, or -1 for all time.
CREATE TABLE item_action_counts (
    item_num INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    action   INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (item_num, day, action)
) STRICT, WITHOUT ROWID;

-- The actors of these facts. high contains the high bits of their numbers. actors is a
-- roaring bitmap of their low 16 bits.
CREATE TABLE item_action_actors (
    item_num INTEGER NOT NULL,
    action   INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    high     INTEGER NOT NULL,
    actors   BLOB NOT NULL,
    PRIMARY KEY (item_num, action, day, high)
) STRICT, WITHOUT ROWID;
