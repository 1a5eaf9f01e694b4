-- Whether attributes without a name of their own are called as their prompts read. Those of what was
-- published before are called as their prompts were typed, and stay so.
ALTER TABLE revisions ADD COLUMN has_plain_names INTEGER NOT NULL DEFAULT 0;
