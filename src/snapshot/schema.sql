-- The evidence of one scan. Everything in here went through the scrubber before it came in.
--
-- A snapshot is written once, page by page, and then only read: reports are made from it offline, for ever.

-- 'tpnt': what this file is, for `file` and for us.
PRAGMA application_id = 0x74706e74;
PRAGMA user_version = 1;

-- Provenance: which tool, whose credentials, when, against what.
CREATE TABLE scan (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Coverage: a place to look, and how well it could be looked at. `site` is empty for the organisation.
CREATE TABLE surface (
    surface     TEXT NOT NULL,
    site        TEXT NOT NULL,
    product     TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN
                ('running', 'complete', 'partial', 'denied', 'absent', 'failed', 'skipped', 'not-coverable')),
    requests    INTEGER NOT NULL DEFAULT 0,
    reason      TEXT NOT NULL DEFAULT '',
    consequence TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (surface, site)
) STRICT;

-- Journal: every page or file that was read, in order.
CREATE TABLE page (
    id      INTEGER PRIMARY KEY,
    surface TEXT NOT NULL,
    site    TEXT NOT NULL,
    address TEXT NOT NULL,          -- without query values
    read_at TEXT NOT NULL,
    rows    INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    tries   INTEGER NOT NULL
) STRICT;

-- One object as it was collected. The same object twice is kept once; two versions of it are kept both.
CREATE TABLE record (
    id      INTEGER PRIMARY KEY,
    surface TEXT NOT NULL,
    site    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,          -- the object's own id, or its place when it has none
    place   TEXT NOT NULL,          -- where a person finds it: address or file, and row
    digest  TEXT NOT NULL,          -- SHA-256 of body
    body    TEXT NOT NULL,          -- JSON
    page    INTEGER NOT NULL REFERENCES page (id),
    UNIQUE (surface, site, kind, key, digest)
) STRICT;

CREATE INDEX record_by_kind ON record (kind, id);

-- What could not be read or understood, and where.
CREATE TABLE gap (
    id      INTEGER PRIMARY KEY,
    surface TEXT NOT NULL,
    site    TEXT NOT NULL,
    place   TEXT NOT NULL,
    reason  TEXT NOT NULL
) STRICT;
