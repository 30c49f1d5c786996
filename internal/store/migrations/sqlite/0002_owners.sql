-- +goose Up

ALTER TABLE group_members ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;

-- The creator of a group was its first member.
UPDATE group_members SET owner = 1
WHERE num IN (SELECT min(num) FROM group_members GROUP BY group_num);

CREATE INDEX group_members_owners ON group_members (group_num, num) WHERE owner;
