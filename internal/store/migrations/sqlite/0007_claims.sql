-- +goose Up

-- The ids of users have a separate name space and are removed from ids. Rows of users that
-- no id refers to could not be found. A member whose id belonged to another object had no
-- row in users, and gets one.
DELETE FROM users WHERE num NOT IN (SELECT num FROM ids WHERE kind = 1);
DELETE FROM ids WHERE kind = 1;
CREATE UNIQUE INDEX users_id ON users (id);
INSERT INTO users (id)
SELECT DISTINCT member FROM group_members
WHERE kind = 1 AND member NOT IN (SELECT id FROM users);

-- The value that is compared with the group claim of a token. Earlier versions used the
-- group's id. No token contains an id that begins with ~.
ALTER TABLE groups ADD COLUMN claim ANY;
UPDATE groups SET claim = id WHERE typeof(id) = 'blob' OR substr(id, 1, 1) <> '~';
CREATE UNIQUE INDEX groups_claim ON groups (claim);

-- The users whose names a group shows, by their plain ids. A row does not depend on a
-- membership, because a user may act as a member by a claim before being added.
CREATE TABLE group_names (
    group_num INTEGER NOT NULL,
    user_id   ANY NOT NULL,
    PRIMARY KEY (group_num, user_id)
) STRICT, WITHOUT ROWID;

-- The creator of a group is its first member, added when the group was created.
INSERT INTO group_names (group_num, user_id)
SELECT m.group_num, m.member
FROM group_members AS m JOIN groups AS g ON g.num = m.group_num
WHERE m.kind = 1 AND m.added_date_time = g.created_date_time
  AND m.num = (SELECT min(num) FROM group_members WHERE group_num = m.group_num);

-- The users who recorded in a group, or changed one of its items. An id that is a canonical
-- UUID is stored as its 16 bytes.
INSERT OR IGNORE INTO group_names (group_num, user_id)
SELECT group_num,
       CASE WHEN user GLOB '????????-????-????-????-????????????' AND length(replace(user, '-', '')) = 32
                 AND replace(user, '-', '') NOT GLOB '*[^0-9a-f]*'
            THEN unhex(replace(user, '-', '')) ELSE user END
FROM (SELECT did.group_num, s.content ->> '$.user.id' AS user
      FROM (SELECT group_num, recorded_by_num AS by_num FROM item_activities
            UNION SELECT group_num, recorded_by_num FROM drive_activities
            UNION SELECT group_num, created_by_num FROM drive_items
            UNION SELECT group_num, last_modified_by_num FROM drive_items) AS did
      JOIN identity_sets AS s ON s.num = did.by_num)
WHERE user IS NOT NULL;
