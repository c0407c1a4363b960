-- Where an artist is signed in to a web application (R1.2). A session whose row is gone has ended.
CREATE TABLE session (
  id         uuid PRIMARY KEY,
  artist_id  bigint NOT NULL REFERENCES artist ON DELETE CASCADE,
  user_agent text,
  address    text,
  begun_at   timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX session_artist ON session (artist_id, begun_at DESC);
CREATE INDEX session_seen ON session (seen_at);
