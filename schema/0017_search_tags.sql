-- Vectors lie beside the table, so that counting reads little; but what is counted lies in it: fetching tags from beside took
-- thirty times as long as counting them.
ALTER TABLE search_document ALTER tags_en SET STORAGE MAIN, ALTER tags_da SET STORAGE MAIN,
  ALTER title_en SET STORAGE MAIN, ALTER title_da SET STORAGE MAIN,
  ALTER subject_en SET STORAGE MAIN, ALTER subject_da SET STORAGE MAIN;
UPDATE search_document SET tags_en = tags_en || '{}'::text[], tags_da = tags_da || '{}'::text[],
  title_en = title_en || '', title_da = title_da || '', subject_en = subject_en || '', subject_da = subject_da || '';
