-- Since when the channel of a message refuses it, where it does.
ALTER TABLE outbox ADD COLUMN refused TEXT;

-- What goes to everybody whom a round asks comes after all else.
DROP INDEX outbox_owed;

CREATE INDEX outbox_owed ON outbox ((to_person AND round IS NOT NULL), due, place)
WHERE posted_as IS NULL;

-- How many invitations went out for a round, and how many messages of any kind were given up for
-- which reason; never to whom.
CREATE TABLE sendings (
    round TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    PRIMARY KEY (round, kind, outcome)
) STRICT, WITHOUT ROWID;
