-- What imaging makes of an image besides its versions.
ALTER TABLE image
  ADD zoom_key    text,  -- the folder of its zoom tiles in the images area; their public copies lie under public/ + zoom_key
  ADD zoom_width  int CHECK (zoom_width > 0),  -- pixels
  ADD zoom_height int CHECK (zoom_height > 0),
  ADD colour      text CHECK (colour ~ '^#[0-9a-f]{6}$'),  -- the one that prevails
  ADD placeholder text,  -- a WebP of a few pixels in Base64, shown while a version is on its way
  ADD CHECK (num_nulls(zoom_key, zoom_width, zoom_height) IN (0, 3)),
  ADD CHECK (num_nulls(colour, placeholder) IN (0, 2));

-- Images that were completed before get theirs.
UPDATE image_job SET state = 'queued', attempts = 0, refusals = 0, next_attempt_at = now(), token_sha256 = '{}'
WHERE state = 'done';
