-- $1 artist (null: all), $2 limit, $3 offset.
SELECT (SELECT count(*) FROM artist a WHERE $1::bigint IS NULL OR a.id = $1) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item.id), '[]') AS items
FROM (
  SELECT a.id, a.subject AS "keycloakId", a.username, a.email, a.first_name AS "firstName", a.last_name AS "lastName",
         a.default_language AS "defaultLanguage", a.version, iso8601(a.created_at) AS "createdAt",
         iso8601(a.updated_at) AS "updatedAt", (SELECT iso8601(max(d.indexed_at)) FROM search_document d WHERE d.artist_id = a.id) AS "lastIndexed"
  FROM artist a
  WHERE $1::bigint IS NULL OR a.id = $1
  ORDER BY a.id LIMIT $2 OFFSET $3
) item
