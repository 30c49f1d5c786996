-- +goose Up

-- The number of activities of each item and of each counted actor of a group, by action and period. A
-- period is a day, or 4194304 plus the first day of a week, or 8388608 plus the first day of a month, or
-- -1 for all time. The indexes find those with the most activities. last_num is the number of the activity
-- of the actor that was recorded last: the seq of an access, or the num of a drive activity.
CREATE TABLE active_items (
    group_num INTEGER NOT NULL,
    action    INTEGER NOT NULL,
    period    INTEGER NOT NULL,
    item_num  INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (group_num, action, period, item_num)
) STRICT, WITHOUT ROWID;
CREATE INDEX active_items_count ON active_items (group_num, action, period, count DESC, item_num) WHERE count > 1;
CREATE TABLE active_actors (
    group_num INTEGER NOT NULL,
    action    INTEGER NOT NULL,
    period    INTEGER NOT NULL,
    actor_num INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    last_num  INTEGER NOT NULL,
    PRIMARY KEY (group_num, action, period, actor_num)
) STRICT, WITHOUT ROWID;
CREATE INDEX active_actors_count ON active_actors (group_num, action, period, count DESC, actor_num) WHERE count > 1;

-- The number of facts in the drive of a group, and their actors, like item_action_counts and
-- item_action_actors.
CREATE TABLE drive_action_counts (
    group_num INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    action    INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (group_num, day, action)
) STRICT, WITHOUT ROWID;
CREATE TABLE drive_action_actors (
    group_num INTEGER NOT NULL,
    action    INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    high      INTEGER NOT NULL,
    actors    BLOB NOT NULL,
    PRIMARY KEY (group_num, action, day, high)
) STRICT, WITHOUT ROWID;

-- The accesses are added while a server runs, and the drive activities by the next migration.
INSERT INTO projections (name, applied_seq, batch_seq, key1, key2, key3, key4, filling)
SELECT name.value, 0, 0, 0, 0, 0, 0, EXISTS (SELECT 1 FROM item_activities)
FROM json_each('["active_items", "active_actors", "drive_action_counts"]') AS name;
