-- +goose Up

-- The activities in the order of their recording: a posting list for each item,
-- and one for each group, whose item_num is 0. A list is cut into blocks of 128;
-- only its last one may have fewer. A block is the seq of its first activity and
-- the gaps from each to the next, as variable-length integers. A gap of 0 stands
-- for a run: the next integer is how many more follow without a gap.
CREATE TABLE activity_postings (
    group_num INTEGER NOT NULL,
    item_num  INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    gaps      BLOB NOT NULL,
    PRIMARY KEY (group_num, item_num, first_seq)
) STRICT, WITHOUT ROWID;

-- The indexes by recording are no longer needed. recorded_after is how many ticks
-- after the activity it was recorded, which is 0 where the client left the time
-- out, and mostly a small number; a time takes 8 bytes. sent is the form of the
-- time, times 4, and what the client left out: 1 the time, 2 the actor.
CREATE TABLE new_item_activities (
    seq             INTEGER PRIMARY KEY,
    id              ANY NOT NULL UNIQUE,
    key_num         INTEGER NOT NULL,
    group_num       INTEGER NOT NULL,
    item_num        INTEGER NOT NULL,
    ticks           INTEGER NOT NULL,
    sent            INTEGER NOT NULL,
    actor_num       INTEGER NOT NULL,
    recorded_after  INTEGER NOT NULL,
    recorded_by_num INTEGER NOT NULL
) STRICT;
INSERT INTO new_item_activities
SELECT seq, id, key_num, group_num, item_num, ticks, form * 4 + defaulted, actor_num,
       recorded_date_time - ticks, recorded_by_num
FROM item_activities
ORDER BY seq;
DROP TABLE item_activities;
ALTER TABLE new_item_activities RENAME TO item_activities;
CREATE INDEX item_activities_item ON item_activities (item_num, ticks);
CREATE INDEX item_activities_group ON item_activities (group_num, ticks);
