-- Erasure, disposal and legal holds. PostgreSQL 15 or newer.

-- One row for each act that destroyed something, committed with its record in the log. Permanent;
-- says what happened and when, never to whom.
create table erasure (
  -- The act's record; its place in the log is log_entry's.
  record_id uuid primary key,
  scope text not null check (scope in ('clinical', 'accountability', 'staff', 'retention')),
  legal_basis text not null,
  erased_at timestamptz not null,
  -- A legal hold that was placed after the decision and before this commit undoes all of it.
  held boolean not null check (not held)
);

-- Keys that were destroyed, by their random public names: what is sealed under one of them was
-- erased, also if it was committed a moment later. Permanent.
create table erased_key (
  key_id uuid primary key,
  record_id uuid not null references erasure (record_id)
);

-- Which part of which record of the log was erased by which act. Permanent: a place in the log says
-- nothing about a person once the record is blank.
create table erased_entry (
  index bigint not null,
  part text not null check (part in ('record', 'agent')),
  record_id uuid not null references erasure (record_id),
  primary key (index, part)
);

-- Ranges of the log whose records were disposed of at the end of retention, but for those that were
-- on hold. Permanent.
create table disposal (
  record_id uuid primary key references erasure (record_id),
  from_index bigint not null,
  -- The place after the last.
  to_index bigint not null,
  entries bigint not null
);

-- Legal holds in force; lifting one deletes its row, the log keeps that it was there.
create table legal_hold (
  hold_id uuid primary key,
  tenant text not null,
  -- Blind index of a patient or a member of staff; null: everyone.
  subject text,
  -- Only records of this period; infinite where no bound was given.
  from_time timestamptz not null default '-infinity',
  until_time timestamptz not null default 'infinity',
  reason text not null,
  placed_at timestamptz not null
);

-- Erasures that wait for a second officer. Deleted when they are carried out, withdrawn or expired.
create table erasure_request (
  request_id uuid primary key,
  tenant text not null,
  -- Blind indexes of the person and of the officer who asks.
  subject text not null,
  requested_by text not null,
  scope text not null check (scope in ('clinical', 'accountability', 'staff')),
  legal_basis text not null,
  requested_at timestamptz not null
);
