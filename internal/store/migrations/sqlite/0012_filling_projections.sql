-- +goose Up

-- filling is 1 while a projection that is new in a database is filled from the log. Reads do not
-- complete such a projection. It is 0 afterwards.
ALTER TABLE projections ADD COLUMN filling INTEGER NOT NULL DEFAULT 0 CHECK (filling IN (0, 1));
