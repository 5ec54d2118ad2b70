-- Question sets as they were last put in force or kept, each as JSON.
CREATE TABLE question_sets (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Question sets and pulses that admins are working on, each as JSON. Whoever changes one has seen
-- its last revision, or changes nothing.
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('questions', 'pulse')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who changed what and when: the admin, or nobody for the command line, and what was changed as
-- JSON, before and after. Nothing in it is ever altered or taken out.
CREATE TABLE change_log (
    place INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT,
    about TEXT NOT NULL,
    said TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;

CREATE TRIGGER change_log_is_not_altered BEFORE UPDATE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is only added to');
END;

CREATE TRIGGER change_log_is_not_shortened BEFORE DELETE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is only added to');
END;

-- Until when a pulse asks nothing.
ALTER TABLE pulses ADD COLUMN paused_until TEXT;
