-- Prints p as their artist sees them. $1 artist, $2 language of the plain texts. `images` carry their storage key; presenting.h
-- turns it into a URL.
  -- Prints that open notices are about, or that something was done with on account of one: few, and looked for once.
  WITH open_notice AS MATERIALIZED (
    SELECT n.id, case_number(n) AS number, about.print_id
    FROM notice n, LATERAL (SELECT n.print_id UNION SELECT a.print_id FROM notice_action a WHERE a.notice_id = n.id) about
    WHERE n.artist_id = $1 AND n.state = 'open')
  SELECT p.id, p.status, t.title, t.description, t.statement, p.artist_name AS "artistName", p.year, p.medium,
         p.technique, p.plate_type AS "plateType", p.paper_type AS "paperType", p.ink_type AS "inkType",
         p.printing_press AS "printingPress", {{dimensions}} AS dimensions,
         trim_scale(p.plate_height_mm) AS "plateHeightMm", trim_scale(p.plate_width_mm) AS "plateWidthMm",
         trim_scale(p.sheet_height_mm) AS "sheetHeightMm", trim_scale(p.sheet_width_mm) AS "sheetWidthMm",
         p.edition_info AS "editionInfo", p.edition_size AS "editionSize", t.subject,
         p.style_movement AS "styleMovement", t.provenance, t.exhibition_history AS "exhibitionHistory",
         t.conservation, p.location, p.notes, p.availability, trim_scale(p.price) AS price, p.currency,
         t.purchase_info AS "purchaseInfo", t.copyright,
         CASE WHEN p.focus_x IS NOT NULL
              THEN json_build_object('x', trim_scale(p.focus_x), 'y', trim_scale(p.focus_y)) END AS focus,
         coalesce(pending.id, p.image_id) AS "baseImageId",
         {{image_state}} AS "imageProcessingStatus",
         coalesce(pending.error, i.error) AS "imageProcessingError",
         (SELECT coalesce(json_agg(o.number ORDER BY o.id), '[]') FROM open_notice o WHERE o.print_id = p.id) AS "openNotices",
         coalesce(pending.file_name, i.file_name) AS "originalFileName",
         coalesce(pending.width, i.width) AS "originalWidth", coalesce(pending.height, i.height) AS "originalHeight",
         {{artist_images}},
         (SELECT json_build_object('camera', e.camera, 'lens', e.lens, 'exposureTime', e.exposure_time,
                                   'aperture', e.aperture, 'iso', e.iso, 'dateTimeOriginal', e.date_time_original)
          FROM exif e WHERE e.image_id = p.image_id) AS "exifData",
         (SELECT coalesce(json_agg(json_build_object('id', g.id, 'title', gt.title, 'order', gp.position)
                                   ORDER BY g.id), '[]')
          FROM gallery_print gp JOIN gallery g ON g.id = gp.gallery_id
          JOIN gallery_text gt ON gt.gallery_id = g.id AND gt.language = $2
          WHERE gp.print_id = p.id) AS galleries,
         (SELECT json_object_agg(l.code, json_build_object(
                   'title', tr.title, 'description', tr.description, 'statement', tr.statement, 'subject', tr.subject,
                   'provenance', tr.provenance, 'exhibitionHistory', tr.exhibition_history,
                   'conservation', tr.conservation, 'purchaseInfo', tr.purchase_info, 'copyright', tr.copyright,
                   'tags', (SELECT coalesce(json_agg(g.name ORDER BY pt.position), '[]')
                            FROM print_tag pt JOIN tag g ON g.id = pt.tag_id
                            WHERE pt.print_id = p.id AND g.language = l.code)))
          FROM (VALUES ('en'), ('da')) l (code)
          LEFT JOIN print_translation tr ON tr.print_id = p.id AND tr.language = l.code) AS translations,
         to_json(t.fallback) AS "fallbackFields", $2::text AS language, p.version,
         iso8601(p.created_at) AS "createdAt", iso8601(p.updated_at) AS "updatedAt",
         iso8601(p.published_at) AS "publishedAt"
  FROM print p
  JOIN print_text t ON t.print_id = p.id AND t.language = $2
  LEFT JOIN image i ON i.id = p.image_id
  LEFT JOIN image pending ON pending.print_id = p.id AND pending.state <> 'completed'
