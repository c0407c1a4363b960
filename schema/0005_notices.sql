-- Mail on its way out, written down in the transaction of what it tells about (platform/mail/outbox.h).
CREATE TABLE outgoing_mail (
  id        uuid PRIMARY KEY,
  recipient text NOT NULL,
  reply_to  text NOT NULL,
  subject   text NOT NULL,
  body      text NOT NULL,
  attempts  int NOT NULL DEFAULT 0,
  queued_at timestamptz NOT NULL DEFAULT now(),
  due_at    timestamptz DEFAULT now()  -- null: given up
);
CREATE INDEX outgoing_mail_due ON outgoing_mail (due_at);

-- Takedown notices (R8.1, R6.5) and what was done about them. The print's number stays when the print is gone.
CREATE TABLE notice (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  artist_id    bigint NOT NULL REFERENCES artist,
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  ground       text NOT NULL CHECK (ground IN ('copyright', 'privacy', 'unlawful', 'other')),
  print_id     bigint,
  location     text NOT NULL,
  reason       text NOT NULL,
  name         text NOT NULL,
  email        text NOT NULL,
  organisation text,
  address      text,
  phone        text,
  language     language NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  closed_at    timestamptz,
  CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX notice_artist ON notice (artist_id, id DESC);
CREATE INDEX notice_sender ON notice (lower(email), received_at);

CREATE FUNCTION case_number(n notice) RETURNS text LANGUAGE sql STABLE
RETURN to_char(n.received_at AT TIME ZONE 'UTC', 'YYYY-') || lpad(n.id::text, greatest(4, length(n.id::text)), '0');

CREATE TABLE notice_action (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notice_id  bigint NOT NULL REFERENCES notice ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('comment', 'hide', 'close', 'reopen')),
  text       text NOT NULL,
  print_id   bigint,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notice_action_notice ON notice_action (notice_id, id);
