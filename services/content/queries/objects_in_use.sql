-- UUIDs between $1 and $2 that an upload or an image has and whose objects may come and go just now: everything but
-- images that were settled before $3.
SELECT id FROM upload WHERE id BETWEEN $1 AND $2
UNION ALL
SELECT i.id FROM image i JOIN image_job j ON j.image_id = i.id
WHERE i.id BETWEEN $1 AND $2
  AND NOT (j.state IN ('done', 'failed') AND i.publication IN ('private', 'public') AND i.updated_at < $3)
