-- Requests to learn whom released codes stand for. No column names a person or holds an original.

-- Deleted when its time is over; the log keeps what became of it.
create table reidentification_request (
  request_id uuid primary key,
  tenant text not null,
  domain text not null,
  -- How many codes it names.
  codes integer not null check (codes > 0),
  purpose text not null,
  -- Blind indexes of whoever asks: the login, and the practitioner behind it.
  asker_login text not null,
  asker_staff text not null,
  -- The codes, the reason and the asker's name, under the installation's key.
  sealed bytea not null check (octet_length(sealed) >= 33),
  requested_at timestamptz not null,
  state text not null
    check (state in ('waiting', 'approved', 'refused', 'withdrawn', 'opened', 'failed')),
  decided_at timestamptz,
  -- A second opening undoes itself, and with it the record without which nothing is told.
  openings smallint not null default 0 check (openings <= 1)
);

alter table reidentification_request alter column sealed set storage external;

-- How many codes were asked for and opened: by each person in each domain a day, and in each domain
-- by all together (an empty person). What would pass the limit undoes its whole transaction.
create table reidentification_allowance (
  tenant text not null,
  day date not null,
  act text not null check (act in ('asked', 'opened')),
  domain text not null,
  -- Blind index; empty for all together.
  person text not null,
  used integer not null,
  most integer not null,
  check (used <= most),
  primary key (tenant, day, act, domain, person)
);
