-- Who did what, and when (R1.6): every login attempt and every critical action, written in the transaction of what it
-- tells about (platform/audit/audit.h). Accounts are named by the identity provider's subject.
CREATE TABLE audit_log (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT now(),
  kind       text NOT NULL,
  actor      text,           -- whoever did it; null: not known
  for_all    boolean NOT NULL,  -- every artist may read it, not the actor alone
  address    text,
  target_id  bigint,         -- of the print, gallery, notice or artist
  note       text,
  request_id text
);
CREATE INDEX audit_log_actor ON audit_log (actor, id DESC);
CREATE INDEX audit_log_for_all ON audit_log (id DESC) WHERE for_all;
CREATE INDEX audit_log_at ON audit_log (at);
