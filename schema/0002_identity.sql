-- The embedded OpenID provider (R0.11, R0.17). Nothing outside the folder identity/ touches these tables.
-- Cookies, codes and refresh tokens are kept as the hexadecimal SHA-256 of what the browser or client holds: who reads
-- a table, or a backup of it, cannot log in with it. The signing key and the password hashes are the secrets here.

CREATE SCHEMA identity;

CREATE DOMAIN identity.token_hash AS text CHECK (length(VALUE) = 64);

CREATE TABLE identity.signing_key (
  one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
  pem        text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE identity.account (
  subject              uuid PRIMARY KEY,
  username             text NOT NULL,
  email                text NOT NULL,
  display_name         text NOT NULL,
  password_hash        text NOT NULL,  -- Argon2id with its parameters, as crypto_pwhash_str writes it
  roles                text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['artist', 'admin']),
  must_change_password boolean NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_username ON identity.account (lower(username));
CREATE UNIQUE INDEX account_email ON identity.account (lower(email));

-- One browser that is logged in at the provider itself.
CREATE TABLE identity.login_session (
  cookie_hash      identity.token_hash PRIMARY KEY,
  subject          uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
  authenticated_at timestamptz NOT NULL,
  used_at          timestamptz NOT NULL
);
CREATE INDEX login_session_subject ON identity.login_session (subject);

-- What one login gave one client. Revoking is deleting: the code and the refresh tokens go with it.
CREATE TABLE identity.client_grant (
  id               uuid PRIMARY KEY,
  subject          uuid NOT NULL REFERENCES identity.account ON DELETE CASCADE,
  client_id        text NOT NULL,
  scope            text NOT NULL,
  authenticated_at timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL
);
CREATE INDEX client_grant_subject ON identity.client_grant (subject);

-- Kept after use, so that a second use is noticed.
CREATE TABLE identity.authorization_code (
  code_hash    identity.token_hash PRIMARY KEY,
  grant_id     uuid NOT NULL UNIQUE REFERENCES identity.client_grant ON DELETE CASCADE,
  redirect_uri text NOT NULL,
  challenge    text NOT NULL,  -- of PKCE, S256
  nonce        text NOT NULL,
  expires_at   timestamptz NOT NULL,
  used         boolean NOT NULL DEFAULT false
);

CREATE TABLE identity.refresh_token (
  token_hash identity.token_hash PRIMARY KEY,
  grant_id   uuid NOT NULL REFERENCES identity.client_grant ON DELETE CASCADE,
  used       boolean NOT NULL DEFAULT false
);
CREATE INDEX refresh_token_grant ON identity.refresh_token (grant_id);

-- Failed logins per account name and per address (R1.4); names are kept for unknown accounts as well.
CREATE TABLE identity.login_attempt (
  key             text PRIMARY KEY,
  failures        int NOT NULL,
  failed_at       timestamptz NOT NULL,
  next_allowed_at timestamptz NOT NULL
);
