-- What imaging must know about image $1. The texts written into the versions are English, the language of rights.
SELECT i.original_area, i.original_key, i.file_name, p.focus_x, p.focus_y,
       coalesce(p.artist_name, s.artist_name, a.first_name || ' ' || a.last_name) AS creator,
       s.watermark_text, s.watermark_position, s.watermark_size, s.watermark_opacity, t.copyright
FROM image i
JOIN print p ON p.id = i.print_id
JOIN print_text t ON t.print_id = p.id AND t.language = 'en'
JOIN artist a ON a.id = i.artist_id
CROSS JOIN site s
WHERE i.id = $1
