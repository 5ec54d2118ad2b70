-- Since when the channel of a message refuses it, where it does.
ALTER TABLE outbox ADD COLUMN refused TEXT;

-- What kind of message it is, by which those of a round are counted.
ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT '';

UPDATE outbox SET kind = coalesce(json_extract(body, '$.kind'), '') WHERE json_valid(body);

CREATE INDEX outbox_asked ON outbox (round, kind, due) WHERE to_person AND round IS NOT NULL;

CREATE INDEX outbox_recipients ON outbox (recipient, place);

-- What goes to everybody whom a round asks comes after all else.
DROP INDEX outbox_owed;

CREATE INDEX outbox_owed ON outbox ((to_person AND round IS NOT NULL), due, place)
WHERE posted_as IS NULL;

-- How many invitations went out for a round, and how many messages of any kind but reminders were
-- given up for which reason; never to whom.
CREATE TABLE sendings (
    round TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    PRIMARY KEY (round, kind, outcome)
) STRICT, WITHOUT ROWID;
