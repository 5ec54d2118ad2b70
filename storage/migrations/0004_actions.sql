-- What leadership promises because of a finding, in its own words, and who sees to it while it goes
-- on. The finding is a question of the round's digest; its figures are those that were published.
CREATE TABLE actions (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL REFERENCES rounds (id),
    finding TEXT NOT NULL,
    what TEXT NOT NULL,
    owner TEXT,
    recorded TEXT NOT NULL,
    review TEXT NOT NULL,
    reviews INTEGER NOT NULL DEFAULT 0,
    asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'changed', 'done', 'dropped')),
    reason TEXT,
    ended TEXT,
    CHECK ((state IN ('open', 'changed')) = (owner IS NOT NULL)),
    CHECK ((state IN ('open', 'changed')) = (ended IS NULL))
) STRICT, WITHOUT ROWID;
