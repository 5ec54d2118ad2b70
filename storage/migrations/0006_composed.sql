-- When a digest was composed: whatever ended before stands beside it or beside an earlier one. Of
-- digests from before this step it is not known.
ALTER TABLE digests ADD COLUMN composed TEXT;
