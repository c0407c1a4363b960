-- What the CDN still keeps of images that were withdrawn, see removals.h.
ALTER TABLE blob_removal DROP CONSTRAINT blob_removal_area_check,
  ADD CONSTRAINT blob_removal_area_check CHECK (area IN ('temporary', 'images', 'backups', 'cdn'));
