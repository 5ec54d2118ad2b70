-- Changes of threshold, audience or groups that people have been told of, a round ahead: the pulse
-- as it will be, and the beginning of the keys of the messages that tell of it.
CREATE TABLE announcements (
    pulse TEXT PRIMARY KEY REFERENCES pulses (id),
    body TEXT NOT NULL,
    holds_from TEXT NOT NULL,
    known_by TEXT NOT NULL,
    notice TEXT NOT NULL,
    channels TEXT NOT NULL
) STRICT, WITHOUT ROWID;
