-- Who works in the studio. Secrets are here only as what they can be checked against.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    -- In lower case.
    login TEXT NOT NULL UNIQUE,
    -- Argon2, as a PHC string.
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    -- That of their pages; none where the browser decides.
    language TEXT,
    created_at INTEGER NOT NULL,
    -- When the password was set.
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    -- SHA-256 of what the cookie holds.
    hash TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    -- The browser, in its own words.
    agent TEXT,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Links by which the first owner comes in.
CREATE TABLE welcome_links (
    hash TEXT NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    -- JSON; secrets in it are encrypted.
    value TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL,
    -- What its owner calls it.
    name TEXT NOT NULL,
    -- The last characters, to tell it from others.
    ending TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at INTEGER,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_tokens_by_account ON api_tokens (account, id);

-- Who did what. Ids are in the order of time.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- None, where it was no account: a command, or a stranger.
    account TEXT,
    -- The name at that time.
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT,
    -- JSON, an object.
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_workspace ON audit (workspace, id);
