-- The audit log: one append-only Merkle tree (RFC 6962, C2SP tlog-tiles).
-- Only the sequencer of one process writes here; log_head is the fence that makes a second one fail.

-- One row per record. Indexes are assigned by the sequencer inside the transaction that commits them: a
-- sequence (BIGSERIAL) would leave gaps and let a reader see 8 before 7.
CREATE TABLE log_entry (
  index        bigint      PRIMARY KEY CHECK (index >= 0),
  record_id    uuid        NOT NULL UNIQUE,
  kind         text        NOT NULL,
  outcome      text        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  tenant       text        NOT NULL,
  -- Names the key under which the body is sealed. Opaque: never a patient or user identifier.
  subject      text        NOT NULL,
  -- The log entry proper: canonical JSON, commitments and non-personal facts only. Never changed, never erased.
  leaf         bytea       NOT NULL CHECK (octet_length(leaf) <= 1024),
  leaf_hash    bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32),
  -- Sealed (commitment key || body). NULL: there never was one, or it was erased.
  sealed_body  bytea,
  -- For an outcome: the index of the intent that it closes. No foreign key: after retention a prefix of the
  -- log is pruned, and may end between the two.
  intent_index bigint
);

-- An intent is closed once. Also what finds an outcome from its intent.
CREATE UNIQUE INDEX log_entry_closes ON log_entry (intent_index) WHERE intent_index IS NOT NULL;

-- Roots of full tiles: (level, index) is hash number index of tile level `level`, level 1 and up.
-- Level 0 hashes are log_entry.leaf_hash.
CREATE TABLE log_node (
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
  index bigint   NOT NULL CHECK (index >= 0),
  hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, index)
);

-- The head: exactly one row, updated with WHERE size = (the size this writer built on).
CREATE TABLE log_head (
  id           smallint    PRIMARY KEY CHECK (id = 1),
  size         bigint      NOT NULL CHECK (size >= 0),
  root         bytea       NOT NULL CHECK (octet_length(root) = 32),
  -- The signed note, C2SP tlog-checkpoint.
  checkpoint   text        NOT NULL,
  committed_at timestamptz NOT NULL,
  -- No intent below this index is open: where the search for open ones starts after a crash.
  oldest_open  bigint      NOT NULL
) WITH (fillfactor = 10); -- room for in-page (HOT) updates of a row that changes with every batch
