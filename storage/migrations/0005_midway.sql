-- What was told half-way through a round that asks once: how many of a group had answered, to the
-- nearest 10%, and whether that was settled, since of a small group nothing is told.
ALTER TABLE rounds ADD COLUMN midway_told INTEGER NOT NULL DEFAULT 0 CHECK (midway_told IN (0, 1));

CREATE TABLE midway (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    invited INTEGER NOT NULL,
    nearest INTEGER NOT NULL,
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;
