-- When this database was last put in the place of another, from a backup. Rounds that were due
-- before may have been asked without its knowing, and are not asked again.
CREATE TABLE restores (
    at TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
