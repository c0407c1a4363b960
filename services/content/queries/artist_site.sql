SELECT row_to_json(item) AS item
FROM (
  SELECT s.artist_name AS "artistName", s.watermark_text AS "watermarkText",
         s.watermark_position AS "watermarkPosition", s.watermark_size AS "watermarkSize",
         s.watermark_opacity AS "watermarkOpacity", s.version,
         (SELECT json_object_agg(t.language, json_build_object(
                   'siteTitle', t.site_title, 'introduction', t.introduction, 'about', t.about, 'contact', t.contact,
                   'copyright', t.copyright)) FROM site_translation t) AS translations
  FROM site s
) item
