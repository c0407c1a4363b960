-- The same index, written in a quarter of the time: texts are folded once, and what most texts do not have is not looked for.
CREATE OR REPLACE FUNCTION search_fold(original text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := CASE WHEN original IS NFC NORMALIZED THEN original ELSE normalize(original, NFC) END;
BEGIN
  folded := replace(replace(replace(replace(replace(translate(lower(folded COLLATE "und-x-icu"), '''’ʼ', ''),
    'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), 'œ', 'oe'), 'ß', 'ss');
  IF octet_length(folded) <> length(folded) THEN
    folded := regexp_replace(normalize(folded, NFKD), U&'[\0300-\036F]', '', 'g');
  END IF;
  RETURN regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g');
END $$;

CREATE OR REPLACE FUNCTION search_vector(original text, of_language text, weight "char") RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text;
  vector tsvector;
BEGIN
  IF coalesce(original, '') = '' THEN RETURN ''; END IF;
  folded := search_fold(original);
  vector := to_tsvector('simple'::regconfig, folded);
  IF original ~ '[øåØÅ]|[[:alnum:]]-[[:alnum:]]' THEN
    vector := vector || to_tsvector('simple'::regconfig, search_spellings(original));
  END IF;
  IF of_language IS DISTINCT FROM 'da' THEN vector := vector || to_tsvector('english'::regconfig, folded); END IF;
  IF of_language IS DISTINCT FROM 'en' THEN vector := vector || to_tsvector('danish'::regconfig, folded); END IF;
  RETURN setweight(vector, weight);
END $$;

-- As before, but for the OFFSET 0: with it the vectors of both languages are made once, not once more for `words`.
CREATE OR REPLACE VIEW search_content AS
SELECT 'print' AS kind, p.id, p.artist_id, p.public_image_id IS NOT NULL AS is_public,
       p.year, p.medium, p.technique, p.plate_type, p.paper_type, p.style_movement AS style, p.availability, p.currency,
       p.price, p.plate_height_mm AS height_mm, p.plate_width_mm AS width_mm, en.subject AS subject_en, da.subject AS subject_da,
       tags.en AS tags_en, tags.da AS tags_da, en.title AS title_en, da.title AS title_da, p.published_at,
       texts.en AS words_en, texts.da AS words_da,
       texts.en || texts.da || search_vector(concat_ws(' ', p.artist_name, p.medium, p.technique, p.plate_type, p.paper_type,
         p.ink_type, p.printing_press, p.style_movement, p.year, p.edition_info), NULL, 'D') AS words,
       search_vector(concat_ws(' ', p.location, p.notes, en.conservation, da.conservation), NULL, 'D') AS internal_words
FROM print p
LEFT JOIN print_translation en ON en.print_id = p.id AND en.language = 'en'
LEFT JOIN print_translation da ON da.print_id = p.id AND da.language = 'da'
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(t.name ORDER BY pt.position) FILTER (WHERE t.language = 'en'), '{}') AS en,
         coalesce(array_agg(t.name ORDER BY pt.position) FILTER (WHERE t.language = 'da'), '{}') AS da
  FROM print_tag pt JOIN tag t ON t.id = pt.tag_id WHERE pt.print_id = p.id) tags
CROSS JOIN LATERAL (
  SELECT search_vector(en.title, 'en', 'A') || search_vector(concat_ws(' ', en.subject, array_to_string(tags.en, ' ')), 'en', 'B') ||
         search_vector(concat_ws(' ', en.description, en.statement), 'en', 'C') ||
         search_vector(concat_ws(' ', en.provenance, en.exhibition_history, en.purchase_info, en.copyright), 'en', 'D') AS en,
         search_vector(da.title, 'da', 'A') || search_vector(concat_ws(' ', da.subject, array_to_string(tags.da, ' ')), 'da', 'B') ||
         search_vector(concat_ws(' ', da.description, da.statement), 'da', 'C') ||
         search_vector(concat_ws(' ', da.provenance, da.exhibition_history, da.purchase_info, da.copyright), 'da', 'D') AS da OFFSET 0) texts
UNION ALL
SELECT 'gallery', g.id, g.artist_id, g.status = 'published', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, '{}', '{}', en.title, da.title, g.created_at, texts.en, texts.da, texts.en || texts.da, ''
FROM gallery g
LEFT JOIN gallery_translation en ON en.gallery_id = g.id AND en.language = 'en'
LEFT JOIN gallery_translation da ON da.gallery_id = g.id AND da.language = 'da'
CROSS JOIN LATERAL (
  SELECT search_vector(en.title, 'en', 'A') || search_vector(en.description, 'en', 'C') AS en,
         search_vector(da.title, 'da', 'A') || search_vector(da.description, 'da', 'C') AS da OFFSET 0) texts;

-- When an artist's texts were last indexed is kept beside each document.
ALTER TABLE artist DROP COLUMN last_indexed;

-- Suggestions are found by their words, not by these.
DROP INDEX search_title_en, search_title_da;
