-- $1 artist, $2 notice (null: all), $3 state (null: both), $4 language of a print's title, $5 limit, $6 offset. The newest first.
SELECT (SELECT count(*) FROM notice n
        WHERE n.artist_id = $1 AND ($2::bigint IS NULL OR n.id = $2) AND ($3::text IS NULL OR n.state = $3)) AS total,
       coalesce(json_agg(row_to_json(item) ORDER BY item.id DESC), '[]') AS items
FROM (
  SELECT n.id, case_number(n) AS "caseNumber", n.state, n.ground, n.print_id AS "printId",
         CASE WHEN p.id IS NOT NULL THEN json_build_object('title', t.title, 'status', p.status) END AS print,
         n.location, n.reason, n.name, n.email, n.organisation, n.address, n.phone, n.language,
         iso8601(n.received_at) AS "receivedAt", iso8601(n.closed_at) AS "closedAt",
         (SELECT coalesce(json_agg(json_build_object('kind', a.kind, 'text', a.text, 'printId', a.print_id,
                                                     'createdAt', iso8601(a.created_at)) ORDER BY a.id), '[]')
          FROM notice_action a WHERE a.notice_id = n.id) AS actions
  FROM notice n
  LEFT JOIN print p ON p.id = n.print_id AND p.artist_id = n.artist_id
  LEFT JOIN print_text t ON t.print_id = p.id AND t.language = $4
  WHERE n.artist_id = $1 AND ($2::bigint IS NULL OR n.id = $2) AND ($3::text IS NULL OR n.state = $3)
  ORDER BY n.id DESC LIMIT $5 OFFSET $6
) item
