-- Marks of whoever was erased, and of their responses: hashes, with when that was. What was given before
-- is not taken from a browser that still has it.
CREATE TABLE erased (
    mark TEXT NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
