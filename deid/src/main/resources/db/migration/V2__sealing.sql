-- What is kept of patients and staff, sealed. No column of either table holds a name, an identifier
-- or a clinical value in clear. PostgreSQL 15 or newer.

-- Data-encryption keys, one per subject and key class, wrapped with AES-256-GCM under a
-- key-encryption key. Deleting a subject's row makes everything sealed for it unreadable, so this
-- table must not live longer in backups than an erasure may take.
create table subject_key (
  -- The key's public name: random, the same under every key-encryption key, never used twice. What
  -- is sealed names its key by it, so a key made after an erasure is not taken for the old one.
  key_id uuid primary key,
  tenant text not null,
  -- Blind index: HMAC-SHA-256 over tenant and subject.
  subject_index bytea not null check (octet_length(subject_index) = 32),
  key_class text not null check (key_class in ('clinical', 'accountability')),
  -- 1 byte format, 12 bytes nonce, 32 bytes wrapped key, 16 bytes tag.
  wrapped bytea not null check (octet_length(wrapped) = 61),
  -- Public name of the key-encryption key that wraps this row.
  kek_id text not null check (kek_id ~ '^kek-[0-9a-f]{16}$'),
  -- Start of the key's life; a day, because the exact time would link the row to a visit.
  created_day date not null default current_date,
  unique (subject_index, key_class)
);

-- For a change of the key-encryption key: which rows still wait to be wrapped anew.
create index subject_key_by_kek on subject_key (kek_id);

-- The key of all blind indexes, wrapped like the keys above: one row, made at first use. It outlives
-- every key-encryption key, or nothing stored before a rotation could be found again.
create table blind_index_key (
  id smallint primary key check (id = 1),
  wrapped bytea not null check (octet_length(wrapped) = 61),
  kek_id text not null check (kek_id ~ '^kek-[0-9a-f]{16}$')
);

-- FHIR resources that the gateway wrote (RiskAssessment, Observation, Provenance, ...), each
-- inserted in the transaction of the log record that vouches for it.
create table sealed_resource (
  resource_type text not null check (resource_type ~ '^[A-Z][A-Za-z]{1,63}$'),
  resource_id uuid not null,
  -- The record of the log; several resources of one answer share it.
  record_id uuid not null,
  subject_index bytea not null check (octet_length(subject_index) = 32),
  -- 1 byte format, 16 bytes key id, 12 bytes nonce, ciphertext, 16 bytes tag.
  sealed bytea not null check (octet_length(sealed) >= 45),
  -- Order of insertion, for "newest first" only: it has gaps and commits out of order.
  sequence bigint generated always as identity,
  primary key (resource_type, resource_id)
);

create index sealed_resource_by_subject
  on sealed_resource (subject_index, resource_type, sequence desc);

create index sealed_resource_by_record on sealed_resource (record_id);

-- Ciphertext does not compress: do not try.
alter table sealed_resource alter column sealed set storage external;
