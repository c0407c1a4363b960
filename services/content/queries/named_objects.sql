-- Every object the database names whose UUID lies between $1 and $2, as "area/key".
SELECT 'temporary/' || storage_key FROM upload WHERE id BETWEEN $1 AND $2 AND state = 'complete'
UNION ALL
SELECT original_area || '/' || original_key FROM image WHERE id BETWEEN $1 AND $2
UNION ALL
SELECT 'images/' || storage_key FROM image_version WHERE image_id BETWEEN $1 AND $2
UNION ALL
SELECT 'images/public/' || v.storage_key FROM image_version v JOIN image i ON i.id = v.image_id
WHERE i.id BETWEEN $1 AND $2 AND i.publication = 'public'
