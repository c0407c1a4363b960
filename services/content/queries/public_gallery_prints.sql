-- The visible prints of a published gallery, in its order. $1 language, $2 CDN, $3 gallery, $4-$7 filters, $8 limit,
-- $9 offset. No row when the gallery is not published.
SELECT (SELECT revision FROM content_revision) AS revision,
       (SELECT count(*) FROM gallery_print gp JOIN print p ON p.id = gp.print_id
        WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL AND {{public_filter}}) AS total,
       (WITH hung AS (SELECT gp.print_id, gp.position FROM gallery_print gp JOIN print p ON p.id = gp.print_id
                      WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL AND {{public_filter}}
                      ORDER BY gp.position LIMIT $8 OFFSET $9)
        SELECT coalesce(json_agg(row_to_json(print) ORDER BY print."order"), '[]') FROM ({{hanging}}) print) AS items
FROM gallery g
WHERE g.id = $3 AND g.status = 'published'
