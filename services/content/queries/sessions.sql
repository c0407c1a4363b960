-- $1 artist, $2 the session that asks (or empty), $3 limit, $4 offset. The newest first.
SELECT (SELECT count(*) FROM session s WHERE s.artist_id = $1) AS total,
       coalesce(json_agg(row_to_json(item)), '[]') AS items
FROM (
  SELECT s.id, s.user_agent AS "userAgent", s.address, s.id::text = $2 AS current, iso8601(s.begun_at) AS "createdAt",
         iso8601(s.seen_at) AS "lastSeenAt"
  FROM session s
  WHERE s.artist_id = $1
  ORDER BY s.begun_at DESC, s.id LIMIT $3 OFFSET $4
) item
