-- $1 subject of the artist who reads, $2 kind (null: all), $3 limit, $4 offset. The newest first.
SELECT (SELECT count(*) FROM audit_log a WHERE (a.actor = $1 OR a.for_all) AND ($2::text IS NULL OR a.kind = $2)) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item.id DESC), '[]') AS items
FROM (
  SELECT a.id, iso8601(a.at) AS at, a.kind, by.username AS actor, coalesce(a.actor = $1, false) AS "byYou", a.address,
         a.target_id AS "targetId", a.note, a.request_id AS "requestId"
  FROM audit_log a
  LEFT JOIN artist by ON by.subject = a.actor
  WHERE (a.actor = $1 OR a.for_all) AND ($2::text IS NULL OR a.kind = $2)
  ORDER BY a.id DESC LIMIT $3 OFFSET $4
) item
