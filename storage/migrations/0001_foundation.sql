-- Instants are UTC, written 2026-11-24T10:00:00Z, so that they sort as text.

-- The recurring surveys as they were last configured, each as JSON: since when the schedule is as
-- it is, and whether the pulse has ended.
CREATE TABLE pulses (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    since TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
) STRICT;

-- The occurrences of each pulse. From opening on, a round carries the pulse as it was then.
CREATE TABLE rounds (
    id TEXT PRIMARY KEY,
    pulse TEXT NOT NULL REFERENCES pulses (id),
    state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'closed', 'published', 'cancelled')),
    opens TEXT NOT NULL,
    reminds TEXT NOT NULL,
    closes TEXT NOT NULL,
    publishes TEXT NOT NULL,
    pulse_then TEXT,
    questions TEXT NOT NULL DEFAULT '[]',
    dimensions TEXT NOT NULL DEFAULT '[]',
    reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),
    reason TEXT,
    UNIQUE (pulse, opens)
) STRICT;

CREATE INDEX rounds_by_state ON rounds (state, opens);

-- How each dimension is cut in a quarter, so that a digest compares like with like.
CREATE TABLE partitions (
    pulse TEXT NOT NULL REFERENCES pulses (id),
    quarter TEXT NOT NULL,
    dimension TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (pulse, quarter, dimension)
) STRICT, WITHOUT ROWID;

-- Published response figures: the count only where it was published exactly.
CREATE TABLE responses (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    invited INTEGER NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    nearest INTEGER CHECK (nearest IS NULL OR precision = 'rounded'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;

-- Published figures of questions: the counts only where they were published exactly.
CREATE TABLE figures (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    question TEXT NOT NULL,
    version TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    favourable INTEGER CHECK (favourable IS NULL OR precision = 'exact'),
    nearest INTEGER CHECK (nearest IS NULL OR precision = 'rounded'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;

-- How the answers of an exact figure fall over the options; those of one row are told together.
CREATE TABLE choices (
    round TEXT NOT NULL,
    figure INTEGER NOT NULL,
    place INTEGER NOT NULL,
    options TEXT NOT NULL,
    label TEXT NOT NULL,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (round, figure, place),
    FOREIGN KEY (round, figure) REFERENCES figures (round, place)
) STRICT, WITHOUT ROWID;

-- The digests as composed, each as JSON.
CREATE TABLE digests (
    round TEXT PRIMARY KEY REFERENCES rounds (id),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages owed. One to a person goes when it is sent or its round ends; one to a channel stays,
-- emptied, with what names it there, so that it never goes twice.
CREATE TABLE outbox (
    place INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    round TEXT REFERENCES rounds (id),
    recipient TEXT NOT NULL,
    to_person INTEGER NOT NULL CHECK (to_person IN (0, 1)),
    body TEXT NOT NULL,
    reply_to TEXT,
    since TEXT NOT NULL,
    due TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    posted_as TEXT
) STRICT;

CREATE INDEX outbox_owed ON outbox (due, place) WHERE posted_as IS NULL;
CREATE INDEX outbox_replies ON outbox (reply_to, place)
WHERE posted_as IS NULL AND reply_to IS NOT NULL;

-- What people asked of us: not to be asked until a date, or never.
CREATE TABLE preferences (
    person TEXT PRIMARY KEY,
    paused_until TEXT,
    never INTEGER NOT NULL CHECK (never IN (0, 1))
) STRICT, WITHOUT ROWID;
