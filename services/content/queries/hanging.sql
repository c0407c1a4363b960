-- A visible print of gallery g as it hangs there; $1 language, $2 CDN.
SELECT {{label}}, {{images}} AS images, gp.position AS "order", to_json(t.fallback) AS "fallbackFields",
       $1::text AS language
FROM gallery_print gp
JOIN print p ON p.id = gp.print_id AND p.public_image_id IS NOT NULL
JOIN image i ON i.id = p.public_image_id
JOIN print_text t ON t.print_id = p.id AND t.language = $1
WHERE gp.gallery_id = g.id
