-- What hangs in a gallery, for its artist. $1 gallery, $2 language, $3 limit, $4 offset.
SELECT (SELECT version FROM gallery WHERE id = $1) AS version,
       (SELECT count(*) FROM gallery_print WHERE gallery_id = $1) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item."order"), '[]') AS items
FROM (
  SELECT p.id, p.id AS "printId", t.title, gp.position AS "order", p.status, p.year, p.technique,
         {{image_state}} AS "imageProcessingStatus",
         {{artist_images}}
  FROM (SELECT print_id, position FROM gallery_print WHERE gallery_id = $1
        ORDER BY position LIMIT $3 OFFSET $4) gp
  JOIN print p ON p.id = gp.print_id
  JOIN print_text t ON t.print_id = p.id AND t.language = $2
  LEFT JOIN image i ON i.id = p.image_id
  LEFT JOIN image pending ON pending.print_id = p.id AND pending.state <> 'completed'
) item
