-- Every print in the studio says which open notices concern it; the closed ones, which stay for ever, are not looked at.
CREATE INDEX notice_open ON notice (artist_id) WHERE state = 'open';
