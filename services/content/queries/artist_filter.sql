-- $1 artist, $2 gallery, $3 technique, $4 year, $5 plate type, $6 paper type, $7 status, $8 state of the image, $9 ids,
-- $10 SHA-256 of an original; null lets everything pass. `pending` is the image that is being processed or failed.
p.artist_id = $1 AND
($2::bigint IS NULL OR EXISTS (SELECT FROM gallery_print gp WHERE gp.gallery_id = $2 AND gp.print_id = p.id)) AND
($3::text IS NULL OR p.technique = $3) AND ($4::int IS NULL OR p.year = $4) AND
($5::text IS NULL OR p.plate_type = $5) AND ($6::text IS NULL OR p.paper_type = $6) AND
($7::text IS NULL OR p.status = $7) AND
($8::text IS NULL OR $8 = {{image_state}}) AND
($9::bigint[] IS NULL OR p.id = ANY ($9)) AND
($10::text IS NULL OR
 p.id IN (SELECT o.print_id FROM image o WHERE o.artist_id = $1 AND o.sha256 = decode($10, 'hex')))
