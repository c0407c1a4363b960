-- The order of titles in each language, where a title in the other stands for one that is missing: of a large collection sorted by
-- title the Search Service reads from here what it shows, and sorts nothing.
CREATE INDEX search_titles_en ON search_document ((coalesce(title_en, title_da) COLLATE "en-x-icu"), kind DESC, id);
CREATE INDEX search_titles_da ON search_document ((coalesce(title_da, title_en) COLLATE "da-x-icu"), kind DESC, id);
