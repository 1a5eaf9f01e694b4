-- The room that a file has: its length, or while it arrives what it may come to.
ALTER TABLE files ADD COLUMN room INTEGER NOT NULL DEFAULT 0;
UPDATE files SET room = coalesce(bytes, 0);

-- The room of all files of a survey, so that nobody has to add them up.
CREATE TABLE file_room (
    survey TEXT NOT NULL PRIMARY KEY REFERENCES surveys (id),
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO file_room (survey, bytes) SELECT survey, sum(room) FROM files GROUP BY survey;
