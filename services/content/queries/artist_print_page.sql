-- Which prints are on a page, newest first, and how many there are. $1-$10 as in artist_filter.sql, $11 limit, $12 offset.
SELECT (SELECT count(*) FROM print p LEFT JOIN image pending ON pending.print_id = p.id AND pending.state <> 'completed'
        WHERE {{artist_filter}}) AS total,
       ARRAY(SELECT p.id FROM print p LEFT JOIN image pending ON pending.print_id = p.id AND pending.state <> 'completed'
             WHERE {{artist_filter}} ORDER BY p.id DESC LIMIT $11 OFFSET $12) AS ids
