-- Published galleries. $1 language, $2 CDN, $3 limit, $4 offset.
SELECT (SELECT revision FROM content_revision) AS revision,
       (SELECT count(*) FROM gallery WHERE status = 'published') AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item.id), '[]') AS items
FROM (
  SELECT {{gallery_card}}
  FROM gallery g
  JOIN gallery_text t ON t.gallery_id = g.id AND t.language = $1
  WHERE g.status = 'published'
  ORDER BY g.id LIMIT $3 OFFSET $4
) item
