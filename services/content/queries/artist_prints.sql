-- Prints as their artist sees them, newest first. $1 artist, $2 language of the plain texts, $3 ids.
SELECT coalesce(json_agg(row_to_json(item) ORDER BY item.id DESC), '[]') AS items
FROM (
  {{artist_print_item}}
  WHERE p.artist_id = $1 AND p.id = ANY ($3)
) item
