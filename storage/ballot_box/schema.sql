-- The file that receives the answers of one round while it is open, and goes when it closes.

-- What is counted and the counts themselves, sealed under a key that is not in this folder.
CREATE TABLE tally (
    round TEXT PRIMARY KEY,
    layout TEXT NOT NULL,
    closing INTEGER NOT NULL DEFAULT 0 CHECK (closing IN (0, 1)),
    sealed BLOB NOT NULL
) STRICT;

-- Who is asked, and whether they said "not this week". Nothing here changes when they answer.
CREATE TABLE roster (
    person TEXT PRIMARY KEY,
    groups TEXT NOT NULL,
    declined INTEGER NOT NULL DEFAULT 0 CHECK (declined IN (0, 1))
) STRICT, WITHOUT ROWID;

-- The keyed traces that stop a second count. Without the key they name nobody; they have no time.
CREATE TABLE mark (
    mark BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
