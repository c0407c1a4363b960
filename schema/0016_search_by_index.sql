-- Public words as expressions of their own. PostgreSQL takes the reading of a vector for cheap, though it lies beside the table,
-- and preferred to look at every public document through some other index of public ones. No other index answers these.
DROP INDEX search_public_prints, search_public_galleries, search_titles, search_subjects;
CREATE INDEX search_public_prints ON search_document USING gin ((CASE WHEN is_public AND kind = 'print' THEN words END));
CREATE INDEX search_public_galleries ON search_document USING gin ((CASE WHEN is_public AND kind = 'gallery' THEN words END));
CREATE INDEX search_titles ON search_document USING gin (ts_filter(CASE WHEN is_public THEN words END, '{a}'));
CREATE INDEX search_subjects ON search_document USING gin (ts_filter(CASE WHEN is_public THEN words END, '{a,b}'));
