-- Every visible print, newest first. $1 language, $2 CDN, $3 limit, $4 offset.
SELECT (SELECT revision FROM content_revision) AS revision,
       (SELECT count(*) FROM print WHERE public_image_id IS NOT NULL) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item."publishedAt" DESC, item.id DESC), '[]') AS items
FROM (
  SELECT {{label}}, {{images}} AS images, t.description, iso8601(p.published_at) AS "publishedAt",
         iso8601(p.created_at) AS "createdAt", iso8601(p.updated_at) AS "updatedAt",
         to_json(t.fallback) AS "fallbackFields", $1::text AS language
  -- The page first: what is computed for a row that OFFSET skips is computed in vain.
  FROM (SELECT id FROM print WHERE public_image_id IS NOT NULL
        ORDER BY published_at DESC, id DESC LIMIT $3 OFFSET $4) page
  JOIN print p ON p.id = page.id
  JOIN image i ON i.id = p.public_image_id
  JOIN print_text t ON t.print_id = p.id AND t.language = $1
) item
