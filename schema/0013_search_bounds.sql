-- What is ranked is chosen by indexes: documents whose titles match, then those whose subjects and tags do, the newest of each.
CREATE INDEX search_titles ON search_document USING gin (ts_filter(words, '{a}'));
CREATE INDEX search_subjects ON search_document USING gin (ts_filter(words, '{a,b}'));
DROP INDEX search_newest;
CREATE INDEX search_newest ON search_document (published_at DESC NULLS LAST, kind DESC, id) WHERE is_public;

-- Of one kind each, so that a word's documents are counted without being read.
DROP INDEX search_public;
CREATE INDEX search_public_prints ON search_document USING gin (words) WHERE is_public AND kind = 'print';
CREATE INDEX search_public_galleries ON search_document USING gin (words) WHERE is_public AND kind = 'gallery';
