-- One visible print. $1 language, $2 CDN, $3 print, $4 version (null: all). No row when the public may not see it.
SELECT (SELECT revision FROM content_revision) AS revision, row_to_json(item) AS item
FROM (
  SELECT {{label}},
         (SELECT coalesce(json_agg(v), '[]') FROM json_array_elements({{images}}) v
          WHERE $4::text IS NULL OR v ->> 'version' = $4) AS images,
         {{zoom}} AS zoom,
         t.description, t.statement, p.artist_name AS "artistName", p.plate_type AS "plateType",
         p.paper_type AS "paperType", p.ink_type AS "inkType", p.printing_press AS "printingPress",
         p.edition_size AS "editionSize", t.subject, p.style_movement AS "styleMovement",
         coalesce(tags.own, tags.other, '[]') AS tags, t.provenance, t.exhibition_history AS "exhibitionHistory",
         t.purchase_info AS "purchaseInfo", t.copyright, iso8601(p.created_at) AS "createdAt",
         iso8601(p.updated_at) AS "updatedAt", iso8601(p.published_at) AS "publishedAt", $1::text AS language,
         to_json(fallback.fields) AS "fallbackFields",
         CASE WHEN fallback.fields <> '{}' THEN other.code END AS "fallbackLanguage",
         (SELECT coalesce(json_agg(json_build_object('id', g.id, 'title', gt.title) ORDER BY g.id), '[]')
          FROM gallery_print gp
          JOIN gallery g ON g.id = gp.gallery_id AND g.status = 'published'
          JOIN gallery_text gt ON gt.gallery_id = g.id AND gt.language = $1
          WHERE gp.print_id = p.id) AS galleries
  FROM print p
  JOIN image i ON i.id = p.public_image_id
  JOIN print_text t ON t.print_id = p.id AND t.language = $1
  CROSS JOIN LATERAL (SELECT CASE $1 WHEN 'en' THEN 'da' ELSE 'en' END AS code) other
  CROSS JOIN LATERAL (
    SELECT json_agg(g.name ORDER BY pt.position) FILTER (WHERE g.language = $1) AS own,
           json_agg(g.name ORDER BY pt.position) FILTER (WHERE g.language <> $1) AS other
    FROM print_tag pt JOIN tag g ON g.id = pt.tag_id WHERE pt.print_id = p.id) tags
  CROSS JOIN LATERAL (
    SELECT CASE WHEN tags.own IS NULL AND tags.other IS NOT NULL THEN t.fallback || 'tags'::text
                ELSE t.fallback END AS fields) fallback
  WHERE p.id = $3 AND p.public_image_id IS NOT NULL
) item
