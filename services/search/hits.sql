-- One page of hits in its order. $1 kinds, $2 ids, $3 language, $4 CDN, $5 whether the artist asks, $6 whether there are words to
-- highlight. `texts` are what highlights are taken from: each field in the asked language, then in the other; internal fields for
-- the artist only.
SELECT row_to_json(item)
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY hit (kind, id, position)
CROSS JOIN LATERAL (
  SELECT p.id, 'print' AS type, coalesce(own.title, other.title) AS title, coalesce(own.description, other.description) AS description,
         version.thumbnail AS "thumbnailUrl", version.images, trim_scale(i.aspect_ratio) AS "aspectRatio", p.year, p.technique,
         CASE WHEN $5::boolean THEN p.status::text END AS status,
         $3::text AS language, to_json(array_remove(ARRAY[CASE WHEN own.title IS NULL AND other.title IS NOT NULL THEN 'title' END,
           CASE WHEN own.description IS NULL AND other.description IS NOT NULL THEN 'description' END], NULL)) AS "fallbackFields",
         CASE WHEN $6::boolean THEN json_build_object(
           'title', json_build_array(own.title, other.title), 'subject', json_build_array(own.subject, other.subject),
           'tags', CASE WHEN $3 = 'en' THEN json_build_array(array_to_string(d.tags_en, ', '), array_to_string(d.tags_da, ', '))
                   ELSE json_build_array(array_to_string(d.tags_da, ', '), array_to_string(d.tags_en, ', ')) END,
           'description', json_build_array(own.description, other.description),
           'statement', json_build_array(own.statement, other.statement),
           'technique', json_build_array(p.technique), 'medium', json_build_array(p.medium),
           'plateType', json_build_array(p.plate_type), 'paperType', json_build_array(p.paper_type),
           'inkType', json_build_array(p.ink_type), 'printingPress', json_build_array(p.printing_press),
           'styleMovement', json_build_array(p.style_movement), 'artistName', json_build_array(p.artist_name),
           'provenance', json_build_array(own.provenance, other.provenance),
           'exhibitionHistory', json_build_array(own.exhibition_history, other.exhibition_history),
           'purchaseInfo', json_build_array(own.purchase_info, other.purchase_info),
           'copyright', json_build_array(own.copyright, other.copyright),
           'location', CASE WHEN $5 THEN json_build_array(p.location) END, 'notes', CASE WHEN $5 THEN json_build_array(p.notes) END,
           'conservation', CASE WHEN $5 THEN json_build_array(own.conservation, other.conservation) END) END AS texts
  FROM print p
  JOIN search_document d ON d.kind = 'print' AND d.id = p.id
  LEFT JOIN image i ON i.id = p.public_image_id
  LEFT JOIN print_translation own ON own.print_id = p.id AND own.language = $3
  LEFT JOIN print_translation other ON other.print_id = p.id AND other.language = CASE $3 WHEN 'en' THEN 'da' ELSE 'en' END
  CROSS JOIN LATERAL (
    SELECT min($4 || v.storage_key) FILTER (WHERE v.version = 'thumbnail') AS thumbnail,
           coalesce(json_agg(json_build_object('version', v.version, 'url', $4 || v.storage_key, 'width', v.width, 'height', v.height)
                             ORDER BY v.width, v.version), '[]') AS images
    FROM image_version v WHERE v.image_id = p.public_image_id) version
  WHERE hit.kind = 'print' AND p.id = hit.id AND ($5 OR p.public_image_id IS NOT NULL)
  UNION ALL
  SELECT g.id, 'gallery', t.title, t.description, cover.thumbnail, coalesce(cover.images, '[]'), trim_scale(cover.aspect_ratio), NULL,
         NULL, CASE WHEN $5 THEN g.status::text END, $3, to_json(t.fallback),
         json_build_object('title', json_build_array(own.title, other.title),
                           'description', json_build_array(own.description, other.description))
  FROM gallery g
  JOIN gallery_text t ON t.gallery_id = g.id AND t.language = $3
  LEFT JOIN gallery_translation own ON own.gallery_id = g.id AND own.language = $3
  LEFT JOIN gallery_translation other ON other.gallery_id = g.id AND other.language = CASE $3 WHEN 'en' THEN 'da' ELSE 'en' END
  LEFT JOIN LATERAL (
    SELECT i.aspect_ratio,
           (SELECT $4 || v.storage_key FROM image_version v WHERE v.image_id = i.id AND v.version = 'thumbnail') AS thumbnail,
           (SELECT json_agg(json_build_object('version', v.version, 'url', $4 || v.storage_key, 'width', v.width, 'height', v.height)
                            ORDER BY v.width, v.version)
            FROM image_version v WHERE v.image_id = i.id) AS images
    FROM ((SELECT p.public_image_id, 1 AS choice FROM gallery_print gp JOIN print p ON p.id = gp.print_id
           WHERE gp.gallery_id = g.id AND p.id = g.cover_print_id AND p.public_image_id IS NOT NULL)
          UNION ALL
          (SELECT p.public_image_id, 2 FROM gallery_print gp JOIN print p ON p.id = gp.print_id
           WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL ORDER BY gp.position LIMIT 1)) chosen
    JOIN image i ON i.id = chosen.public_image_id ORDER BY chosen.choice LIMIT 1) cover ON true
  WHERE hit.kind = 'gallery' AND g.id = hit.id AND ($5 OR g.status = 'published')) item
ORDER BY hit.position
