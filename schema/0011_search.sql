-- What the Search Service (R0.5, R5) finds things by: one row for every print and every gallery, written by triggers at the
-- end of the transaction that changed them, so that no writer can forget it and no reader sees one without the other.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The form in which words are compared: lower case, æ ø å as ae oe aa, without accents, apostrophes and punctuation.
-- services/search/words.cc does the same to queries; a test holds both together.
CREATE FUNCTION search_fold(original text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(regexp_replace(normalize(
    replace(replace(replace(replace(replace(translate(lower(normalize(original, NFC) COLLATE "und-x-icu"), '''’ʼ', ''),
      'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), 'œ', 'oe'), 'ß', 'ss'), NFKD),
  U&'[\0300-\036F]', '', 'g'), '[^[:alnum:]]+', ' ', 'g');

-- Words of which other spellings are in use: those with æ ø å once more with ae o a, and those with hyphens as one word.
CREATE FUNCTION search_spellings(original text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((
  SELECT string_agg(search_fold(translate(replace(w[1], '-', ''), 'øåØÅ', 'oaOA')), ' ')
  FROM regexp_matches(normalize(original, NFC), '[[:alnum:]]*(?:[øåØÅ]|[[:alnum:]]-[[:alnum:]])[-[:alnum:]øåæØÅÆ]*', 'g') w), '');

CREATE FUNCTION search_vector(original text, of_language text, weight "char") RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN original IS NULL THEN ''::tsvector ELSE setweight(
  to_tsvector('simple'::regconfig, search_fold(original)) ||
  to_tsvector('simple'::regconfig, search_spellings(original)) ||
  CASE WHEN of_language IS DISTINCT FROM 'da' THEN to_tsvector('english'::regconfig, search_fold(original)) ELSE '' END ||
  CASE WHEN of_language IS DISTINCT FROM 'en' THEN to_tsvector('danish'::regconfig, search_fold(original)) ELSE '' END,
  weight) END;

CREATE TABLE search_document (
  kind           text NOT NULL CHECK (kind IN ('print', 'gallery')),
  id             bigint NOT NULL,
  artist_id      bigint NOT NULL REFERENCES artist ON DELETE CASCADE,
  is_public      boolean NOT NULL,
  year           int,
  medium         text,
  technique      text,
  plate_type     text,
  paper_type     text,
  style          text,
  availability   text,
  currency       text,
  price          numeric(12, 2),
  height_mm      millimetres,
  width_mm       millimetres,
  subject_en     text,
  subject_da     text,
  tags_en        text[] NOT NULL DEFAULT '{}',
  tags_da        text[] NOT NULL DEFAULT '{}',
  title_en       text,
  title_da       text,
  published_at   timestamptz,
  indexed_at     timestamptz NOT NULL DEFAULT now(),
  words_en       tsvector NOT NULL DEFAULT '',  -- of the texts in one language: who reads that one is shown these first
  words_da       tsvector NOT NULL DEFAULT '',
  words          tsvector NOT NULL DEFAULT '',  -- of all that the public may read once it is published
  internal_words tsvector NOT NULL DEFAULT '',  -- of what only the artist may read: in no public query at all
  PRIMARY KEY (kind, id)
) WITH (toast_tuple_target = 256);  -- vectors lie beside the table, so that counting reads little
CREATE INDEX search_public ON search_document USING gin (words) WHERE is_public;
CREATE INDEX search_inventory ON search_document USING gin ((words || internal_words));
CREATE INDEX search_newest ON search_document (published_at DESC NULLS LAST, kind, id) WHERE is_public;
CREATE INDEX search_year ON search_document (year) WHERE is_public;
CREATE INDEX search_price ON search_document (price) WHERE is_public;
CREATE INDEX search_title_en ON search_document USING gin (title_en gin_trgm_ops) WHERE is_public;
CREATE INDEX search_title_da ON search_document USING gin (title_da gin_trgm_ops) WHERE is_public;
CREATE INDEX search_indexed ON search_document (artist_id, indexed_at);

-- Every word of the documents in its folded form: what a misspelled word is compared with. Public are those that a published
-- text has or once had; only these correct what a visitor writes. Nobody is shown them, and none finds what is not there.
CREATE TABLE search_word (
  word      text COLLATE "C" PRIMARY KEY,  -- prefixes are ranges of the index
  is_public boolean NOT NULL
);
CREATE INDEX search_word_trigrams ON search_word USING gin (word gin_trgm_ops);

-- Documents to write at the end of the transaction. Two transactions that change one print wait for each other here, so
-- that the second writes what both have changed.
CREATE TABLE search_pending (
  kind text NOT NULL,
  id   bigint NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE VIEW search_content AS
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
         search_vector(concat_ws(' ', da.provenance, da.exhibition_history, da.purchase_info, da.copyright), 'da', 'D') AS da) texts
UNION ALL
SELECT 'gallery', g.id, g.artist_id, g.status = 'published', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, '{}', '{}', en.title, da.title, g.created_at, texts.en, texts.da, texts.en || texts.da, ''
FROM gallery g
LEFT JOIN gallery_translation en ON en.gallery_id = g.id AND en.language = 'en'
LEFT JOIN gallery_translation da ON da.gallery_id = g.id AND da.language = 'da'
CROSS JOIN LATERAL (
  SELECT search_vector(en.title, 'en', 'A') || search_vector(en.description, 'en', 'C') AS en,
         search_vector(da.title, 'da', 'A') || search_vector(da.description, 'da', 'C') AS da) texts;

-- Writes one document as its content is now.
CREATE FUNCTION search_index() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_pending p WHERE p.kind = NEW.kind AND p.id = NEW.id;
  DELETE FROM search_document d WHERE d.kind = NEW.kind AND d.id = NEW.id
    AND NOT EXISTS (SELECT FROM search_content c WHERE c.kind = NEW.kind AND c.id = NEW.id);
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
    indexed_at = now();
  -- Only what is new is written: most words are known, and then there is nothing to wait for.
  INSERT INTO search_word
  SELECT w.word, bool_or(w.is_public)
  FROM search_document d
  CROSS JOIN LATERAL (SELECT unnest(tsvector_to_array(d.words)) AS word, d.is_public
                      UNION ALL SELECT unnest(tsvector_to_array(d.internal_words)), false) w
  WHERE d.kind = NEW.kind AND d.id = NEW.id
    AND NOT EXISTS (SELECT FROM search_word known WHERE known.word = w.word AND (known.is_public OR NOT w.is_public))
  GROUP BY w.word ORDER BY w.word
  ON CONFLICT (word) DO UPDATE SET is_public = true WHERE excluded.is_public;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER index AFTER INSERT ON search_pending
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_index();

-- $1 kind, $2 the column that has the id.
CREATE FUNCTION search_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_pending
  SELECT DISTINCT TG_ARGV[0], (touched ->> TG_ARGV[1])::bigint FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) touched
  WHERE touched ->> TG_ARGV[1] IS NOT NULL ORDER BY 2
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION search_tag_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_pending SELECT 'print', print_id FROM print_tag WHERE tag_id = NEW.id ORDER BY 2 ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON print
  FOR EACH ROW EXECUTE FUNCTION search_touched('print', 'id');
CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON print_translation
  FOR EACH ROW EXECUTE FUNCTION search_touched('print', 'print_id');
CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON print_tag
  FOR EACH ROW EXECUTE FUNCTION search_touched('print', 'print_id');
CREATE TRIGGER search AFTER UPDATE OF name, language ON tag FOR EACH ROW EXECUTE FUNCTION search_tag_touched();
CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON gallery
  FOR EACH ROW EXECUTE FUNCTION search_touched('gallery', 'id');
CREATE TRIGGER search AFTER INSERT OR UPDATE OR DELETE ON gallery_translation
  FOR EACH ROW EXECUTE FUNCTION search_touched('gallery', 'gallery_id');

INSERT INTO search_pending SELECT 'print', id FROM print UNION ALL SELECT 'gallery', id FROM gallery;
SET CONSTRAINTS ALL IMMEDIATE;
