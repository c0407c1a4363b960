-- `pending` is the image of print p that is being processed or failed.
CASE WHEN pending.id IS NOT NULL THEN pending.state
     WHEN p.image_id IS NOT NULL THEN 'completed' ELSE 'none' END
