-- What stands on the label beside print p: t is its text in the visitor's language, i its image.
p.id, t.title, {{thumbnail}} AS "thumbnailUrl", p.year, p.technique, p.medium, {{dimensions}} AS dimensions,
trim_scale(p.plate_height_mm) AS "plateHeightMm", trim_scale(p.plate_width_mm) AS "plateWidthMm",
trim_scale(p.sheet_height_mm) AS "sheetHeightMm", trim_scale(p.sheet_width_mm) AS "sheetWidthMm",
p.edition_info AS "editionInfo", p.availability, trim_scale(p.price) AS price, p.currency,
trim_scale(i.aspect_ratio) AS "aspectRatio", {{placeholder}} AS placeholder
