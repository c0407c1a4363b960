-- What stands at the end of one text is beside nothing at the beginning of the next, nor beside the stems of its own text, which
-- follow it: "dusk harbour" is not in "Harbour at dusk". PostgreSQL joins two vectors without a gap, so each begins with one: a
-- lexeme that is taken out again. Documents have it from when they are next written; `copper reindex` writes all.
CREATE OR REPLACE FUNCTION search_vector(original text, of_language text, weight "char") RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  gap CONSTANT tsvector := '''|'':1';  -- no letter or digit: nobody's word
  folded text;
  vector tsvector;
BEGIN
  IF coalesce(original, '') = '' THEN RETURN ''; END IF;
  folded := search_fold(original);
  vector := gap || to_tsvector('simple'::regconfig, folded);
  IF original ~ '[øåØÅ]|[[:alnum:]]-[[:alnum:]]' THEN
    vector := vector || gap || to_tsvector('simple'::regconfig, search_spellings(original));
  END IF;
  IF of_language IS DISTINCT FROM 'da' THEN vector := vector || gap || to_tsvector('english'::regconfig, folded); END IF;
  IF of_language IS DISTINCT FROM 'en' THEN vector := vector || gap || to_tsvector('danish'::regconfig, folded); END IF;
  RETURN setweight(ts_delete(vector, '|'), weight);
END $$;
