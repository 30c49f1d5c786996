-- +goose Up

-- The identities of each identity set, including its counted actor. actor_num refers to actors.
CREATE TABLE identity_set_actors (
    set_num   INTEGER NOT NULL,
    actor_num INTEGER NOT NULL,
    PRIMARY KEY (set_num, actor_num)
) STRICT, WITHOUT ROWID;

-- item_activities is a log: a commit adds a row, and nothing else of an access. Every other
-- table with accesses is a projection. It contains the accesses up to applied_seq, and is
-- advanced in batches, in the order of its own key. While a batch is applied, it also contains
-- those up to batch_seq whose key is not greater than (key1, key2, key3, key4).
CREATE TABLE projections (
    name        TEXT PRIMARY KEY,
    applied_seq INTEGER NOT NULL,
    batch_seq   INTEGER NOT NULL,
    key1        INTEGER NOT NULL,
    key2        INTEGER NOT NULL,
    key3        INTEGER NOT NULL,
    key4        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The accesses of an item and of a group, by the time at which they happened. These were
-- indexes of the log.
CREATE TABLE item_timelines (
    item_num INTEGER NOT NULL,
    ticks    INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (item_num, ticks, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE group_timelines (
    group_num INTEGER NOT NULL,
    ticks     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    PRIMARY KEY (group_num, ticks, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO item_timelines SELECT item_num, ticks, seq FROM item_activities ORDER BY item_num, ticks, seq;
INSERT INTO group_timelines SELECT group_num, ticks, seq FROM item_activities ORDER BY group_num, ticks, seq;
DROP INDEX item_activities_item;
DROP INDEX item_activities_group;

-- In earlier versions a commit wrote all of these tables.
INSERT INTO projections (name, applied_seq, batch_seq, key1, key2, key3, key4)
SELECT name.value, log.last, log.last, 0, 0, 0, 0
FROM json_each('["item_timelines", "group_timelines", "activity_actors", "activity_postings", "item_action_counts"]') AS name,
     (SELECT coalesce(max(seq), 0) AS last FROM item_activities) AS log;
