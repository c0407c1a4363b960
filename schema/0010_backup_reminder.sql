-- When artists were last told that it is time for a backup (backup_reminder.h); the first time a week after this.
CREATE TABLE backup_reminder (
  one_row     boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  reminded_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO backup_reminder DEFAULT VALUES;
