-- What the relays share of the way to Braze: one row, in microseconds of the server's own clock. It is
-- worth nothing a few seconds later, and in no backup.
CREATE TABLE pace (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- When the next request may go.
    next_at BIGINT NOT NULL,
    -- Until when Braze has told a relay to wait, and which one.
    quiet_until BIGINT NOT NULL,
    told BIGINT NOT NULL
) WITH (fillfactor = 10);

INSERT INTO pace (name, next_at, quiet_until, told) VALUES ('braze', 0, 0, 0);
