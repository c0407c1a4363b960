-- A job remembers the request that asked for it: what imaging does, seconds or hours later, is logged under the same id
-- and belongs to the same trace.
ALTER TABLE image_job ADD request_id text NOT NULL DEFAULT '', ADD traceparent text;

-- An upload in parts that is given up: its parts go too.
ALTER TABLE blob_removal ADD storage_upload_id text;

-- How far the search for orphans has come (orphans.h): one shard of all keys at a time.
CREATE TABLE orphan_search (
  one_row     boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  shard       int NOT NULL DEFAULT 0,
  searched_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO orphan_search DEFAULT VALUES;
