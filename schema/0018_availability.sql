-- What the artist has not said of a print is not said: its availability may be absent. Prints that are there keep what they
-- have, for nobody can tell a choice from the default.
ALTER TABLE print ALTER COLUMN availability DROP NOT NULL, ALTER COLUMN availability DROP DEFAULT;
