-- Gallery g as a visitor sees it in a list; t is its text in language $1, $2 the CDN.
g.id, t.title, t.description,
(SELECT count(*) FROM gallery_print gp JOIN print p ON p.id = gp.print_id
 WHERE gp.gallery_id = g.id AND p.public_image_id IS NOT NULL) AS "printCount",
iso8601(g.created_at) AS "createdAt", iso8601(g.updated_at) AS "updatedAt", $1::text AS language,
to_json(t.fallback) AS "fallbackFields",
(SELECT row_to_json(cover) FROM (
   SELECT p.id AS "printId", pt.title, {{thumbnail}} AS "thumbnailUrl",
          trim_scale(i.aspect_ratio) AS "aspectRatio", {{placeholder}} AS placeholder,
          {{images}} AS images
   FROM gallery_print gp
   JOIN print p ON p.id = gp.print_id AND p.public_image_id IS NOT NULL
   JOIN image i ON i.id = p.public_image_id
   JOIN print_text pt ON pt.print_id = p.id AND pt.language = $1
   WHERE gp.gallery_id = g.id
   ORDER BY p.id IS DISTINCT FROM g.cover_print_id, gp.position LIMIT 1) cover) AS cover
