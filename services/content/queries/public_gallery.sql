-- One published gallery with its first 500 visible prints; the others are pages of its print list. $1 language, $2 CDN,
-- $3 gallery. No row when it is not published.
SELECT (SELECT revision FROM content_revision) AS revision, row_to_json(item) AS item
FROM (
  SELECT {{gallery_card}},
         (WITH hung AS (SELECT gp.print_id, gp.position FROM gallery_print gp JOIN print p ON p.id = gp.print_id
                        WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL ORDER BY gp.position LIMIT 500)
          SELECT coalesce(json_agg(row_to_json(print) ORDER BY print."order"), '[]') FROM ({{hanging}}) print) AS prints
  FROM gallery g
  JOIN gallery_text t ON t.gallery_id = g.id AND t.language = $1
  WHERE g.id = $3 AND g.status = 'published'
) item
