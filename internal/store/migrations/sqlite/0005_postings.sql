-- +goose Up

-- The activities in the order of their recording. There is a posting list for each item,
-- and one for each group, whose item_num is 0. A list is split into blocks of 128, of which
-- only the last may have fewer. A block consists of the seq of its first activity, and the
-- gaps from each to the next as variable-length integers. A gap of 0 starts a run. The next
-- integer is the number of activities that follow without a gap.
CREATE TABLE activity_postings (
    group_num INTEGER NOT NULL,
    item_num  INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    gaps      BLOB NOT NULL,
    PRIMARY KEY (group_num, item_num, first_seq)
) STRICT, WITHOUT ROWID;

-- The indexes by recording are no longer needed. recorded_after is the time from the
-- activity to its recording in ticks. It is 0 if the client omitted the time, and usually
-- small, while a full time takes 8 bytes. sent is 4 times the form of the time, plus what
-- the client omitted: 1 the time, 2 the actor.
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
