-- Backups (R9), see backups.h. At most one is being made at a time.
CREATE TABLE backup (
  id          uuid PRIMARY KEY,
  state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'completed', 'failed')),
  error       text,
  images      int NOT NULL DEFAULT 0,       -- how many it holds when it is complete
  tables      jsonb NOT NULL DEFAULT '[]',  -- [{name, rows}]; empty until the rows are saved
  volumes     jsonb NOT NULL DEFAULT '[]',  -- [{name, bytes, sha256, images: [id]}]
  missing     jsonb NOT NULL DEFAULT '[]',  -- objects that were named but not there
  attempts    int NOT NULL DEFAULT 0,       -- failures in a row
  next_at     timestamptz NOT NULL,         -- when somebody may do the next step
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((state = 'running') = (finished_at IS NULL)),
  CHECK ((state = 'failed') = (error IS NOT NULL))
);
CREATE UNIQUE INDEX backup_running ON backup (state) WHERE state = 'running';
CREATE INDEX backup_newest ON backup (started_at DESC, id);

-- Images that the backup being made has still to save.
CREATE TABLE backup_image (
  backup_id     uuid NOT NULL REFERENCES backup ON DELETE CASCADE,
  image_id      uuid NOT NULL,
  original_area text NOT NULL,
  original_key  text NOT NULL,
  PRIMARY KEY (backup_id, image_id)
);

ALTER TABLE blob_removal DROP CONSTRAINT blob_removal_area_check,
  ADD CONSTRAINT blob_removal_area_check CHECK (area IN ('temporary', 'images', 'backups'));
