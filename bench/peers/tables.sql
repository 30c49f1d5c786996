-- The tables of the peers. Each access path of itemactivity has its index: the id, and the
-- timelines of an item and of a group. Actors and parents are stored once.
CREATE TABLE IF NOT EXISTS parents (
    num         INTEGER PRIMARY KEY,
    group_id    TEXT NOT NULL,
    activity_id TEXT NOT NULL,
    stat_id     TEXT NOT NULL,
    item_id     TEXT NOT NULL,
    group_num   INTEGER NOT NULL,
    UNIQUE (group_id, activity_id, stat_id)
) STRICT;
CREATE TABLE IF NOT EXISTS actors (
    num   INTEGER PRIMARY KEY,
    actor TEXT NOT NULL UNIQUE
) STRICT;

-- An item has the number of its row in parents. ticks is the time in units of 100 ns since
-- 1970 in UTC, and sent is the time as the client wrote it.
CREATE TABLE IF NOT EXISTS item_activities (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    item_num    INTEGER NOT NULL,
    group_num   INTEGER NOT NULL,
    ticks       INTEGER NOT NULL,
    sent        TEXT NOT NULL,
    actor_num   INTEGER NOT NULL,
    recorded    INTEGER NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS item_timeline ON item_activities (item_num, ticks);
CREATE INDEX IF NOT EXISTS group_timeline ON item_activities (group_num, ticks);

-- The items of the benchmark.
WITH RECURSIVE items (item) AS (SELECT 0 UNION ALL SELECT item + 1 FROM items WHERE item < 99)
INSERT OR IGNORE INTO parents (num, group_id, activity_id, stat_id, item_id, group_num)
SELECT item + 1, 'bench-group', 'bench-activity-' || item, '~allTime~bench-item-' || item, 'bench-item-' || item, 1
FROM items;
