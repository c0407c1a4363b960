-- The Search Service looks words, years and prices up in its memory (schema/0019_search_changes.sql): nothing asks these indexes,
-- and writing them took longer than anything else about a document.
DROP INDEX search_public_prints, search_public_galleries, search_inventory, search_titles, search_subjects, search_newest, search_year,
  search_price;

-- The same, in a quarter of the time: most runs of what is no letter or digit are single spaces, which may stay.
CREATE OR REPLACE FUNCTION search_fold(original text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := CASE WHEN original IS NFC NORMALIZED THEN original ELSE normalize(original, NFC) END;
BEGIN
  folded := replace(replace(replace(replace(replace(translate(lower(folded COLLATE "und-x-icu"), '''’ʼ', ''),
    'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), 'œ', 'oe'), 'ß', 'ss');
  IF octet_length(folded) <> length(folded) THEN
    folded := regexp_replace(normalize(folded, NFKD), U&'[\0300-\036F]', '', 'g');
  END IF;
  folded := regexp_replace(folded, '[^[:alnum:] ]', ' ', 'g');
  WHILE strpos(folded, '  ') > 0 LOOP folded := replace(folded, '  ', ' '); END LOOP;
  RETURN folded;
END $$;

-- The same document: its content is read once, and each of its words looked up by the index. (Of tables that have grown since they
-- were last analysed PostgreSQL believes that looking through them costs nothing.)
CREATE OR REPLACE FUNCTION search_index() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  written record;
BEGIN
  DELETE FROM search_pending p WHERE p.kind = NEW.kind AND p.id = NEW.id;
  INSERT INTO search_document (kind, id, artist_id, is_public, year, medium, technique, plate_type, paper_type, style, availability,
    currency, price, height_mm, width_mm, subject_en, subject_da, tags_en, tags_da, title_en, title_da, published_at, words_en, words_da,
    words, internal_words)
  SELECT * FROM search_content c WHERE c.kind = NEW.kind AND c.id = NEW.id
  ON CONFLICT (kind, id) DO UPDATE SET
    artist_id = excluded.artist_id, is_public = excluded.is_public, year = excluded.year, medium = excluded.medium,
    technique = excluded.technique, plate_type = excluded.plate_type, paper_type = excluded.paper_type, style = excluded.style,
    availability = excluded.availability, currency = excluded.currency, price = excluded.price, height_mm = excluded.height_mm,
    width_mm = excluded.width_mm, subject_en = excluded.subject_en, subject_da = excluded.subject_da, tags_en = excluded.tags_en,
    tags_da = excluded.tags_da, title_en = excluded.title_en, title_da = excluded.title_da, published_at = excluded.published_at,
    words_en = excluded.words_en, words_da = excluded.words_da, words = excluded.words, internal_words = excluded.internal_words,
    indexed_at = now()
  RETURNING words, internal_words, is_public INTO written;
  IF NOT FOUND THEN
    DELETE FROM search_document d WHERE d.kind = NEW.kind AND d.id = NEW.id;
    RETURN NULL;
  END IF;
  -- Only what is new is written: most words are known, and then there is nothing to wait for.
  INSERT INTO search_word
  SELECT w.word, bool_or(w.is_public)
  FROM (SELECT unnest(tsvector_to_array(written.words)) AS word, written.is_public
        UNION ALL SELECT unnest(tsvector_to_array(written.internal_words)), false) w
  WHERE NOT coalesce((SELECT known.is_public OR NOT w.is_public FROM search_word known WHERE known.word = w.word), false)
  GROUP BY w.word ORDER BY w.word
  ON CONFLICT (word) DO UPDATE SET is_public = true WHERE excluded.is_public;
  RETURN NULL;
END $$;

-- What was written anew and is as it was need not be read again.
CREATE OR REPLACE FUNCTION search_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    OLD.indexed_at := NEW.indexed_at;
    IF OLD IS NOT DISTINCT FROM NEW THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO search_change VALUES (coalesce(NEW.kind, OLD.kind), coalesce(NEW.id, OLD.id))
  ON CONFLICT (kind, id) DO UPDATE SET transaction = excluded.transaction;
  RETURN NULL;
END $$;
