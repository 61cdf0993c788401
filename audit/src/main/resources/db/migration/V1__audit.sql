-- The audit log: one append-only Merkle tree (RFC 6962, C2SP tlog-tiles).
-- Only the sequencer of one process writes here; log_head is the fence that makes a second one fail.

-- One row per record: what may stay for ever. Never changed, never erased, nothing of a person in it. Indexes are
-- assigned by the sequencer inside the transaction that commits them: a sequence (BIGSERIAL) would leave gaps and
-- let a reader see 8 before 7.
CREATE TABLE log_entry (
  index        bigint      PRIMARY KEY CHECK (index >= 0),
  record_id    uuid        NOT NULL UNIQUE,
  kind         text        NOT NULL,
  outcome      text        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  -- The log entry proper: canonical JSON, commitments and non-personal facts only.
  leaf         bytea       NOT NULL CHECK (octet_length(leaf) <= 1024),
  leaf_hash    bytea       NOT NULL CHECK (octet_length(leaf_hash) = 32),
  -- For an outcome: the index of the intent that it closes. No foreign key: after retention a prefix of the
  -- log is pruned, and may end between the two.
  intent_index bigint
);

-- An intent is closed once. Also what finds an outcome from its intent.
CREATE UNIQUE INDEX log_entry_closes ON log_entry (intent_index) WHERE intent_index IS NOT NULL;

-- A period, newest first.
CREATE INDEX log_entry_time ON log_entry (recorded_at, index);

-- What is rare among records, newest first; kind and outcome stand in it so that the rarest are found without
-- visiting the rows of the others.
CREATE INDEX log_entry_rare ON log_entry (recorded_at, index, kind, outcome)
  WHERE kind <> 'intent' AND (outcome <> 'ok' OR kind = 'system');

-- What belongs to a record and can be deleted: an erasure blanks the columns of the person, a disposal deletes the
-- row. The record's own proof holds without any of it. kind, outcome and recorded_at repeat log_entry, so that
-- each index below answers a search in its order. Most leave intents out: whoever searches wants what became of
-- them, and outcomes repeat their terms.
CREATE TABLE log_body (
  -- No foreign key: both rows are written by one transaction, and a check of each row would be paid by each.
  index        bigint      PRIMARY KEY,
  kind         text        NOT NULL,
  outcome      text        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  tenant       text        NOT NULL,
  -- Names the key under which the body is sealed. Opaque: never a patient or user identifier.
  subject      text,
  -- Sealed (commitment key || body). NULL: there never was one, or it was erased.
  sealed_body  bytea,
  -- Names the key under which the agent's part is sealed; on an outcome, the agent of its intent.
  agent        text,
  -- Sealed (commitment key || who acted). Once for a call: with its intent.
  sealed_agent bytea,
  -- Blind index of the token that authorised the act.
  token        bytea       CHECK (octet_length(token) = 16),
  purpose      text,
  model        text,
  model_hash   bytea,
  event        text
);

CREATE INDEX log_body_subject ON log_body (subject, recorded_at, index) WHERE subject IS NOT NULL;
-- Outcome and purpose stand in it so that "what of this agent was denied" visits no row of the rest: an agent has
-- many records, each on a page of its own, and few that were denied.
CREATE INDEX log_body_agent ON log_body (agent, recorded_at, index, outcome, purpose) WHERE agent IS NOT NULL;
CREATE INDEX log_body_token ON log_body (token, recorded_at, index) WHERE kind <> 'intent' AND token IS NOT NULL;
CREATE INDEX log_body_purpose ON log_body (purpose, recorded_at, index) WHERE kind <> 'intent' AND purpose IS NOT NULL;
CREATE INDEX log_body_model ON log_body (model, recorded_at, index) WHERE kind <> 'intent' AND model IS NOT NULL;
CREATE INDEX log_body_model_hash ON log_body (model_hash, recorded_at, index)
  WHERE kind <> 'intent' AND model_hash IS NOT NULL;
CREATE INDEX log_body_event ON log_body (event, recorded_at, index) WHERE kind <> 'intent' AND event IS NOT NULL;

-- Further subjects of a record: a report about many patients is found from each of them. Deletable like log_body.
CREATE TABLE log_concern (
  index       bigint      NOT NULL,
  tenant      text        NOT NULL,
  subject     text        NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (index, subject, tenant)
);

CREATE INDEX log_concern_subject ON log_concern (subject, recorded_at, index);

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

-- Checkpoints that both keys of the log signed, for witnesses: at most one a second, of the last minutes.
CREATE TABLE log_checkpoint (
  size         bigint      PRIMARY KEY,
  -- The note with the log's own signatures.
  note         text        NOT NULL,
  published_at timestamptz NOT NULL
);

-- Signature lines of witnesses under such a checkpoint, one for each of their keys.
CREATE TABLE log_cosignature (
  size   bigint  NOT NULL REFERENCES log_checkpoint (size) ON DELETE CASCADE,
  name   text    NOT NULL,
  key_id integer NOT NULL,
  -- As in the note, with its newline.
  line   text    NOT NULL,
  PRIMARY KEY (size, name, key_id)
);
