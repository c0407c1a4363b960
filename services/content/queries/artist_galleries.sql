-- Galleries as their artist sees them. $1 artist, $2 gallery (null: all), $3 language of the plain texts, $4 limit, $5 offset.
SELECT (SELECT count(*) FROM gallery g WHERE g.artist_id = $1 AND ($2::bigint IS NULL OR g.id = $2)) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item.id), '[]') AS items
FROM (
  SELECT g.id, g.status, t.title, t.description,
         (SELECT count(*) FROM gallery_print gp WHERE gp.gallery_id = g.id) AS "printCount",
         (SELECT count(*) FROM gallery_print gp JOIN print p ON p.id = gp.print_id
          WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL) AS "publishedPrintCount",
         g.cover_print_id AS "coverPrintId",
         (SELECT json_object_agg(l.code, json_build_object('title', tr.title, 'description', tr.description))
          FROM (VALUES ('en'), ('da')) l (code)
          LEFT JOIN gallery_translation tr ON tr.gallery_id = g.id AND tr.language = l.code) AS translations,
         to_json(t.fallback) AS "fallbackFields", $3::text AS language, g.version,
         iso8601(g.created_at) AS "createdAt", iso8601(g.updated_at) AS "updatedAt"
  FROM gallery g
  JOIN gallery_text t ON t.gallery_id = g.id AND t.language = $3
  WHERE g.artist_id = $1 AND ($2::bigint IS NULL OR g.id = $2)
  ORDER BY g.id LIMIT $4 OFFSET $5
) item
