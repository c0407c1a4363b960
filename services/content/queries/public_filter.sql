-- The filters of a gallery's prints: technique, year, plate type, paper type; null lets everything pass.
($4::text IS NULL OR p.technique = $4) AND ($5::int IS NULL OR p.year = $5) AND
($6::text IS NULL OR p.plate_type = $6) AND ($7::text IS NULL OR p.paper_type = $7)
