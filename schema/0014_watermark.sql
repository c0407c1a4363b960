-- Where the watermark stands in every version, how large and how dense (services/imaging/watermark.h).
ALTER TABLE site
  ADD watermark_position text NOT NULL DEFAULT 'bottom_right'
    CHECK (watermark_position IN ('bottom_right', 'bottom_left', 'top_left', 'top_right', 'centre')),
  ADD watermark_size numeric(3, 1) NOT NULL DEFAULT 2.2 CHECK (watermark_size BETWEEN 1 AND 10),  -- percent of the width
  ADD watermark_opacity int NOT NULL DEFAULT 60 CHECK (watermark_opacity BETWEEN 20 AND 100);     -- percent

-- It is drawn otherwise than before: every image anew.
UPDATE image_job SET state = 'queued', attempts = 0, refusals = 0, next_attempt_at = now(), token_sha256 = '{}'
WHERE state = 'done';
