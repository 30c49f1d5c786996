-- +goose Up

-- A key whose drive_activity_num is NULL has the drive activity that is derived from the
-- item, which is not stored.
CREATE TABLE new_activity_keys (
    num                INTEGER PRIMARY KEY,
    group_num          INTEGER NOT NULL REFERENCES groups (num),
    drive_activity_num INTEGER REFERENCES drive_activities (num),
    item_num           INTEGER NOT NULL REFERENCES drive_items (num),
    window_kind        INTEGER NOT NULL,
    window_ref         INTEGER NOT NULL,
    UNIQUE (drive_activity_num, window_kind, window_ref)
) STRICT;
INSERT INTO new_activity_keys
SELECT num, group_num, drive_activity_num, item_num, window_kind, window_ref
FROM activity_keys
ORDER BY num;
DROP TABLE activity_keys;
ALTER TABLE new_activity_keys RENAME TO activity_keys;
CREATE UNIQUE INDEX activity_keys_item ON activity_keys (item_num, window_kind, window_ref)
WHERE drive_activity_num IS NULL;

-- The items in a folder, or at the top level of a drive if parent_num is NULL, and those of
-- a whole drive: all, those that were not deleted, and those that were.
DROP INDEX drive_items_children;
DROP INDEX drive_items_live;
CREATE INDEX drive_items_children ON drive_items (group_num, parent_num);
CREATE INDEX drive_items_live_children ON drive_items (group_num, parent_num) WHERE deleted_date_time IS NULL;
CREATE INDEX drive_items_deleted_children ON drive_items (group_num, parent_num) WHERE deleted_date_time IS NOT NULL;
CREATE INDEX drive_items_live ON drive_items (group_num) WHERE deleted_date_time IS NULL;
CREATE INDEX drive_items_deleted ON drive_items (group_num) WHERE deleted_date_time IS NOT NULL;

-- The activities of a drive that have one action. The text of a damaged action is no JSON.
CREATE INDEX drive_activities_comment ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.comment') END IS NOT NULL;
CREATE INDEX drive_activities_create ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.create') END IS NOT NULL;
CREATE INDEX drive_activities_delete ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.delete') END IS NOT NULL;
CREATE INDEX drive_activities_edit ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.edit') END IS NOT NULL;
CREATE INDEX drive_activities_mention ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.mention') END IS NOT NULL;
CREATE INDEX drive_activities_move ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.move') END IS NOT NULL;
CREATE INDEX drive_activities_rename ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.rename') END IS NOT NULL;
CREATE INDEX drive_activities_restore ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.restore') END IS NOT NULL;
CREATE INDEX drive_activities_share ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.share') END IS NOT NULL;
CREATE INDEX drive_activities_version ON drive_activities (group_num, ticks)
WHERE CASE WHEN json_valid(action) THEN json_type(action, '$.version') END IS NOT NULL;
