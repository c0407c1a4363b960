-- What a print or gallery is filtered, counted and sorted by the Search Service keeps in memory (services/search/documents.h). Here
-- stands of each the last transaction that changed any of it: who remembers which transactions were still under way when it last
-- looked finds all that it has missed, in whatever order they were committed.
CREATE TABLE search_change (
  kind        text NOT NULL,
  id          bigint NOT NULL,
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (kind, id)
);
CREATE INDEX search_change_transaction ON search_change (transaction);

CREATE FUNCTION search_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_change VALUES (coalesce(NEW.kind, OLD.kind), coalesce(NEW.id, OLD.id))
  ON CONFLICT (kind, id) DO UPDATE SET transaction = excluded.transaction;
  RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON search_document
  FOR EACH ROW EXECUTE FUNCTION search_document_changed();

-- Where a print hangs is in no document. Its place in the gallery does not matter.
CREATE FUNCTION search_hanging_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO search_change
  SELECT DISTINCT 'print', p FROM unnest(ARRAY[OLD.print_id, NEW.print_id]) p WHERE p IS NOT NULL ORDER BY p
  ON CONFLICT (kind, id) DO UPDATE SET transaction = excluded.transaction;
  RETURN NULL;
END $$;
CREATE TRIGGER search AFTER INSERT OR UPDATE OF gallery_id, print_id OR DELETE ON gallery_print
  FOR EACH ROW EXECUTE FUNCTION search_hanging_changed();
