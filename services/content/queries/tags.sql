-- $1 artist, $2 tag (null: all), $3 a language that is missing (null: any tag), $4 limit, $5 offset. By name.
WITH pair AS (
  SELECT t.pair_id, max(t.name) FILTER (WHERE t.language = 'en') AS en, max(t.name) FILTER (WHERE t.language = 'da') AS da,
         max(t.version) AS version
  FROM tag t
  WHERE t.artist_id = $1 AND ($2::bigint IS NULL OR t.pair_id = $2)
  GROUP BY t.pair_id
  HAVING $3::text IS NULL OR bool_and(t.language <> $3)
)
SELECT (SELECT count(*) FROM pair) AS total, coalesce(json_agg(row_to_json(item)), '[]') AS items
FROM (
  SELECT p.pair_id AS id, p.en, p.da, p.version,
         (SELECT count(DISTINCT pt.print_id) FROM tag t JOIN print_tag pt ON pt.tag_id = t.id
          WHERE t.pair_id = p.pair_id) AS "printCount"
  FROM pair p
  ORDER BY lower(coalesce(p.en, p.da)), p.pair_id LIMIT $4 OFFSET $5
) item
