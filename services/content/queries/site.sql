-- $1 language.
SELECT (SELECT revision FROM content_revision) AS revision, row_to_json(item) AS item
FROM (
  SELECT coalesce(s.artist_name, (SELECT first_name || ' ' || last_name FROM artist ORDER BY id LIMIT 1)) AS "artistName",
         s.watermark_text AS "watermarkText", coalesce(own.site_title, other.site_title) AS "siteTitle",
         coalesce(own.introduction, other.introduction) AS introduction, coalesce(own.about, other.about) AS about,
         coalesce(own.contact, other.contact) AS contact, coalesce(own.copyright, other.copyright) AS copyright,
         $1::text AS language,
         to_json(array_remove(ARRAY[
           CASE WHEN own.site_title IS NULL AND other.site_title IS NOT NULL THEN 'siteTitle' END,
           CASE WHEN own.introduction IS NULL AND other.introduction IS NOT NULL THEN 'introduction' END,
           CASE WHEN own.about IS NULL AND other.about IS NOT NULL THEN 'about' END,
           CASE WHEN own.contact IS NULL AND other.contact IS NOT NULL THEN 'contact' END,
           CASE WHEN own.copyright IS NULL AND other.copyright IS NOT NULL THEN 'copyright' END], NULL))
           AS "fallbackFields"
  FROM site s
  JOIN site_translation own ON own.language = $1
  JOIN site_translation other ON other.language <> $1
) item
