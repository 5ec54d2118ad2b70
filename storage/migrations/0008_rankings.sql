-- Published figures of rankings, of everyone alone: the counts only where they were published
-- exactly.
CREATE TABLE rankings (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    question TEXT NOT NULL,
    version TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;

-- How many chose each option of a ranking, as it was published; none where it was withheld.
CREATE TABLE ranked (
    round TEXT NOT NULL,
    ranking INTEGER NOT NULL,
    place INTEGER NOT NULL,
    option TEXT NOT NULL,
    label TEXT NOT NULL,
    rank INTEGER NOT NULL,
    text TEXT NOT NULL,
    chosen INTEGER,
    nearest INTEGER CHECK (nearest IS NULL OR chosen IS NULL),
    PRIMARY KEY (round, ranking, place),
    FOREIGN KEY (round, ranking) REFERENCES rankings (round, place)
) STRICT, WITHOUT ROWID;
