-- The visible prints of `hung` (print_id, position) as they hang in their gallery; $1 language, $2 CDN.
SELECT {{label}}, {{images}} AS images, hung.position AS "order", to_json(t.fallback) AS "fallbackFields",
       $1::text AS language
FROM hung
JOIN print p ON p.id = hung.print_id
JOIN image i ON i.id = p.public_image_id
JOIN print_text t ON t.print_id = p.id AND t.language = $1
