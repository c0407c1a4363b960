-- What the Content Management Service owns (R0.4): artists, galleries, prints, translations, tags, images, uploads.
-- Rules that can be said in SQL are said here; the services rely on them.

-- Times as the HTTP contract writes them: 2023-07-01T12:00:00Z.
CREATE FUNCTION iso8601(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

CREATE DOMAIN language AS text CHECK (VALUE IN ('en', 'da'));
CREATE DOMAIN publication_status AS text CHECK (VALUE IN ('draft', 'published'));
CREATE DOMAIN millimetres AS numeric(7, 1) CHECK (VALUE > 0);

-- One row. The number grows with every change the public can see, in the transaction of that change; `withdrawn` is the
-- newest that took something away.
CREATE TABLE content_revision (
  one_row   boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  revision  bigint NOT NULL DEFAULT 1,
  withdrawn bigint NOT NULL DEFAULT 1
);
INSERT INTO content_revision DEFAULT VALUES;

CREATE TABLE artist (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject          text UNIQUE,  -- of the identity provider; null until the account exists there
  username         text NOT NULL,
  email            text NOT NULL,
  first_name       text NOT NULL,
  last_name        text NOT NULL,
  default_language language NOT NULL DEFAULT 'en',
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  last_indexed     timestamptz
);
CREATE UNIQUE INDEX artist_username ON artist (lower(username));
CREATE UNIQUE INDEX artist_email ON artist (lower(email));

-- Texts of the site as a whole: one row for what has no language, one per language for what has.
CREATE TABLE site (
  one_row        boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  artist_name    text,
  watermark_text text
);
INSERT INTO site DEFAULT VALUES;

CREATE TABLE site_translation (
  language     language PRIMARY KEY,
  site_title   text,
  introduction text,
  about        text,
  contact      text,
  copyright    text
);
INSERT INTO site_translation (language) VALUES ('en'), ('da');

-- ---------------------------------------------------------------------------------------------------- prints

CREATE TABLE print (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  artist_id       bigint NOT NULL REFERENCES artist,
  status          publication_status NOT NULL DEFAULT 'draft',
  artist_name     text,
  year            int CHECK (year BETWEEN 1400 AND 2100),
  medium          text,
  technique       text,
  plate_type      text,
  paper_type      text,
  ink_type        text,
  printing_press  text,
  dimensions      text,
  plate_height_mm millimetres,
  plate_width_mm  millimetres,
  sheet_height_mm millimetres,
  sheet_width_mm  millimetres,
  edition_info    text,
  edition_size    int CHECK (edition_size > 0),
  style_movement  text,
  location        text,  -- location and notes are for the artist only, as is print_translation.conservation
  notes           text,
  availability    text NOT NULL DEFAULT 'available'
                  CHECK (availability IN ('available', 'sold', 'reserved', 'on_loan', 'not_for_sale')),
  price           numeric(12, 2) CHECK (price >= 0),
  currency        text NOT NULL DEFAULT 'DKK' CHECK (currency ~ '^[A-Z]{3}$'),
  focus_x         numeric(5, 4) CHECK (focus_x BETWEEN 0 AND 1),
  focus_y         numeric(5, 4) CHECK (focus_y BETWEEN 0 AND 1),
  image_id        uuid,  -- the newest image whose versions exist; what the artist sees
  public_image_id uuid,  -- the image whose copies lie under public/; the public sees the print when this is set
  version         bigint NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  published_at    timestamptz,
  UNIQUE (id, artist_id),
  CHECK ((focus_x IS NULL) = (focus_y IS NULL)),
  CHECK (public_image_id IS NULL OR (status = 'published' AND image_id IS NOT NULL AND published_at IS NOT NULL))
);
CREATE INDEX print_newest ON print (artist_id, id DESC);
CREATE INDEX print_technique ON print (artist_id, technique, id DESC);
CREATE INDEX print_year ON print (artist_id, year, id DESC);
CREATE INDEX print_plate_type ON print (artist_id, plate_type, id DESC);
CREATE INDEX print_paper_type ON print (artist_id, paper_type, id DESC);
CREATE INDEX print_visible ON print (published_at DESC, id DESC) WHERE public_image_id IS NOT NULL;

CREATE TABLE print_translation (
  print_id           bigint NOT NULL REFERENCES print ON DELETE CASCADE,
  language           language NOT NULL,
  title              text,
  description        text,
  statement          text,
  subject            text,
  provenance         text,
  exhibition_history text,
  conservation       text,
  purchase_info      text,
  copyright          text,
  PRIMARY KEY (print_id, language)
);

-- The artist's vocabulary in each language.
CREATE TABLE tag (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  artist_id bigint NOT NULL REFERENCES artist ON DELETE CASCADE,
  language  language NOT NULL,
  name      text NOT NULL
);
CREATE UNIQUE INDEX tag_name ON tag (artist_id, language, lower(name));

CREATE TABLE print_tag (
  print_id bigint NOT NULL REFERENCES print ON DELETE CASCADE,
  tag_id   bigint NOT NULL REFERENCES tag ON DELETE CASCADE,
  position int NOT NULL,
  PRIMARY KEY (print_id, tag_id)
);
CREATE INDEX print_tag_tag ON print_tag (tag_id);

-- ------------------------------------------------------------------------------------------------- galleries

CREATE TABLE gallery (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  artist_id      bigint NOT NULL REFERENCES artist,
  status         publication_status NOT NULL DEFAULT 'draft',
  cover_print_id bigint,
  version        bigint NOT NULL DEFAULT 1,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX gallery_artist ON gallery (artist_id, id);
CREATE INDEX gallery_published ON gallery (id) WHERE status = 'published';

CREATE TABLE gallery_translation (
  gallery_id  bigint NOT NULL REFERENCES gallery ON DELETE CASCADE,
  language    language NOT NULL,
  title       text,
  description text,
  PRIMARY KEY (gallery_id, language)
);

-- Positions of one gallery are 1..n without gaps. Whoever changes them locks the gallery's row first.
CREATE TABLE gallery_print (
  gallery_id bigint NOT NULL REFERENCES gallery ON DELETE CASCADE,
  print_id   bigint NOT NULL REFERENCES print ON DELETE CASCADE,
  position   int NOT NULL CHECK (position > 0),
  PRIMARY KEY (gallery_id, print_id),
  UNIQUE (gallery_id, position) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX gallery_print_print ON gallery_print (print_id);

ALTER TABLE gallery ADD FOREIGN KEY (id, cover_print_id) REFERENCES gallery_print (gallery_id, print_id)
  ON DELETE SET NULL (cover_print_id);
CREATE INDEX gallery_cover ON gallery (id, cover_print_id);

-- ------------------------------------------------------------------------------ images (see image_jobs.h)

-- A file on its way in. Becomes an image under the same UUID when a print is made of it.
CREATE TABLE upload (
  id                uuid PRIMARY KEY,
  artist_id         bigint NOT NULL REFERENCES artist ON DELETE CASCADE,
  file_name         text NOT NULL,
  size              bigint NOT NULL CHECK (size > 0),
  state             text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'complete')),
  storage_key       text NOT NULL,  -- in the temporary area
  storage_upload_id text,
  content_type      text NOT NULL,  -- as declared; once complete, as found
  sha256            bytea CHECK (length(sha256) = 32),
  width             int CHECK (width > 0),
  height            int CHECK (height > 0),
  created_at        timestamptz NOT NULL,
  CHECK (state = 'open' OR (sha256 IS NOT NULL AND width IS NOT NULL AND height IS NOT NULL))
);
CREATE INDEX upload_age ON upload (created_at);
CREATE INDEX upload_artist ON upload (artist_id);

CREATE TABLE image (
  id            uuid PRIMARY KEY,  -- the base image id (R2.3)
  print_id      bigint NOT NULL,
  artist_id     bigint NOT NULL,
  file_name     text NOT NULL,
  content_type  text NOT NULL,
  bytes         bigint NOT NULL CHECK (bytes > 0),
  sha256        bytea NOT NULL CHECK (length(sha256) = 32),
  width         int NOT NULL CHECK (width > 0),   -- of the original, in pixels
  height        int NOT NULL CHECK (height > 0),
  aspect_ratio  numeric(9, 4) CHECK (aspect_ratio > 0),  -- width / height of what is shown
  original_area text NOT NULL DEFAULT 'temporary' CHECK (original_area IN ('temporary', 'images')),
  original_key  text NOT NULL,
  state         text NOT NULL DEFAULT 'processing' CHECK (state IN ('processing', 'completed', 'failed')),
  error         text,
  publication   text NOT NULL DEFAULT 'private'
                CHECK (publication IN ('private', 'publishing', 'public', 'withdrawing')),
  processing_ms int,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (print_id, artist_id) REFERENCES print (id, artist_id) ON DELETE CASCADE,
  UNIQUE (print_id, id),
  CHECK (state <> 'failed' OR error IS NOT NULL),
  CHECK (state = 'completed' OR publication = 'private')
);
CREATE UNIQUE INDEX image_once ON image (artist_id, sha256);
CREATE UNIQUE INDEX image_one_pending ON image (print_id) WHERE state <> 'completed';
CREATE INDEX image_unkept ON image (id) WHERE original_area = 'temporary' AND state <> 'processing';
CREATE INDEX image_unsettled ON image (updated_at) WHERE publication IN ('publishing', 'withdrawing');

ALTER TABLE print ADD FOREIGN KEY (id, image_id) REFERENCES image (print_id, id);
ALTER TABLE print ADD FOREIGN KEY (id, public_image_id) REFERENCES image (print_id, id);

CREATE TABLE image_version (
  image_id    uuid NOT NULL REFERENCES image ON DELETE CASCADE,
  version     text NOT NULL,
  storage_key text NOT NULL,  -- in the images area; its public copy lies under public/ + storage_key
  width       int NOT NULL CHECK (width > 0),
  height      int NOT NULL CHECK (height > 0),
  bytes       bigint NOT NULL CHECK (bytes > 0),
  PRIMARY KEY (image_id, version)
);

CREATE TABLE exif (
  image_id           uuid PRIMARY KEY REFERENCES image ON DELETE CASCADE,
  camera             text,
  lens               text,
  exposure_time      text,
  aperture           text,
  iso                int,
  date_time_original text,
  raw                jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE image_job (
  image_id        uuid PRIMARY KEY REFERENCES image ON DELETE CASCADE,
  state           text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'failed')),
  attempts        int NOT NULL DEFAULT 0,  -- requests that imaging accepted
  refusals        int NOT NULL DEFAULT 0,  -- requests in a row that did not reach imaging, or that it refused
  next_attempt_at timestamptz NOT NULL,
  lease_until     timestamptz,
  token_sha256    bytea[] NOT NULL DEFAULT '{}',  -- of every callback token given out, the newest last
  CHECK ((state = 'leased') = (lease_until IS NOT NULL))
);
CREATE INDEX image_job_due ON image_job (next_attempt_at) WHERE state = 'queued';
CREATE INDEX image_job_lease ON image_job (lease_until) WHERE state = 'leased';

-- Objects to remove from storage, written down in the transaction that made them superfluous (removals.h).
CREATE TABLE blob_removal (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  area   text NOT NULL CHECK (area IN ('temporary', 'images')),
  key    text NOT NULL CHECK (length(key) > 36),  -- with '/' at its end: everything below it; never a whole area
  due_at timestamptz NOT NULL
);
CREATE INDEX blob_removal_due ON blob_removal (due_at);

-- -------------------------------------------------------------------- texts in a language, with fallback

-- Each field in the asked language, else in the other; `fallback` names the fields that came from the other.
CREATE VIEW print_text AS
SELECT p.id AS print_id, wanted.language,
       coalesce(own.title, other.title) AS title,
       coalesce(own.description, other.description) AS description,
       coalesce(own.statement, other.statement) AS statement,
       coalesce(own.subject, other.subject) AS subject,
       coalesce(own.provenance, other.provenance) AS provenance,
       coalesce(own.exhibition_history, other.exhibition_history) AS exhibition_history,
       coalesce(own.conservation, other.conservation) AS conservation,  -- for the artist only
       coalesce(own.purchase_info, other.purchase_info) AS purchase_info,
       coalesce(own.copyright, other.copyright) AS copyright,
       array_remove(ARRAY[
         CASE WHEN own.title IS NULL AND other.title IS NOT NULL THEN 'title' END,
         CASE WHEN own.description IS NULL AND other.description IS NOT NULL THEN 'description' END,
         CASE WHEN own.statement IS NULL AND other.statement IS NOT NULL THEN 'statement' END,
         CASE WHEN own.subject IS NULL AND other.subject IS NOT NULL THEN 'subject' END,
         CASE WHEN own.provenance IS NULL AND other.provenance IS NOT NULL THEN 'provenance' END,
         CASE WHEN own.exhibition_history IS NULL AND other.exhibition_history IS NOT NULL
              THEN 'exhibitionHistory' END,
         CASE WHEN own.purchase_info IS NULL AND other.purchase_info IS NOT NULL THEN 'purchaseInfo' END,
         CASE WHEN own.copyright IS NULL AND other.copyright IS NOT NULL THEN 'copyright' END
       ], NULL) AS fallback
FROM print p
CROSS JOIN (VALUES ('en', 'da'), ('da', 'en')) AS wanted (language, other_language)
LEFT JOIN print_translation own ON own.print_id = p.id AND own.language = wanted.language
LEFT JOIN print_translation other ON other.print_id = p.id AND other.language = wanted.other_language;

CREATE VIEW gallery_text AS
SELECT g.id AS gallery_id, wanted.language,
       coalesce(own.title, other.title) AS title,
       coalesce(own.description, other.description) AS description,
       array_remove(ARRAY[
         CASE WHEN own.title IS NULL AND other.title IS NOT NULL THEN 'title' END,
         CASE WHEN own.description IS NULL AND other.description IS NOT NULL THEN 'description' END
       ], NULL) AS fallback
FROM gallery g
CROSS JOIN (VALUES ('en', 'da'), ('da', 'en')) AS wanted (language, other_language)
LEFT JOIN gallery_translation own ON own.gallery_id = g.id AND own.language = wanted.language
LEFT JOIN gallery_translation other ON other.gallery_id = g.id AND other.language = wanted.other_language;
