-- The change log is still only added to, but entries go that are years old: none that is less than a
-- year older than the newest one, which tells of their going.
DROP TRIGGER change_log_is_not_shortened;

CREATE TRIGGER change_log_is_not_shortened BEFORE DELETE ON change_log
WHEN strftime('%Y-%m-%dT%H:%M:%SZ', OLD.at, '+1 year') > (SELECT max(at) FROM change_log)
BEGIN
    SELECT RAISE(ABORT, 'the change log is only added to');
END;
