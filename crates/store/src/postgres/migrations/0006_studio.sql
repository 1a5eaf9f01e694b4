-- Who works in the studio. Secrets are here only as what they can be checked against.
CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- In lower case.
    login TEXT COLLATE "C" NOT NULL UNIQUE,
    -- Argon2, as a PHC string.
    password TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    -- That of their pages; none where the browser decides.
    language TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    -- When the password was set.
    changed_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    -- SHA-256 of what the cookie holds.
    hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    -- The browser, in its own words.
    agent TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- Links by which the first owner comes in.
CREATE TABLE welcome_links (
    hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE settings (
    workspace TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- JSON; secrets in it are encrypted.
    value TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (workspace, name)
);

CREATE TABLE api_tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    workspace TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    -- What its owner calls it.
    name TEXT COLLATE "C" NOT NULL,
    -- The last characters, to tell it from others.
    ending TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX api_tokens_by_account ON api_tokens (account, id);

-- Who did what. Ids are in the order of time.
CREATE TABLE audit (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    workspace TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    -- None, where it was no account: a command, or a stranger.
    account TEXT COLLATE "C",
    -- The name at that time.
    who TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C",
    -- JSON, an object.
    detail TEXT COLLATE "C" NOT NULL
);

CREATE INDEX audit_by_workspace ON audit (workspace, id);
