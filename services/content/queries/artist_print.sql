-- The same of one print, $3, or none. Of a list PostgreSQL would not know that it is a short one, and plan each time anew.
SELECT coalesce(json_agg(row_to_json(item)), '[]') AS items
FROM (
  {{artist_print_item}}
  WHERE p.artist_id = $1 AND p.id = $3
) item
