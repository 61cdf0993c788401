-- Who has reason to know whom, and what is reviewed. Patients, staff, surnames, addresses and
-- departments are blind indexes (HMAC-SHA-256 under the blind-index key, hexadecimal, as in
-- log_body.subject); times and kinds are in clear; every text is sealed.

-- A reason to know a patient, from one FHIR resource.
create table care_relation (
  relation text primary key,
  patient text not null,
  kind text not null check (kind ~ '^[A-Z_]{1,32}$'),
  department text,
  staff text[] not null,
  starts timestamptz not null,
  -- Exclusive. Absent: it goes on.
  ends timestamptz
);

create index care_relation_by_patient on care_relation (patient);

create table care_patient (
  patient text primary key,
  surname text,
  address text,
  vip boolean not null,
  died date
);

create index care_patient_by_surname on care_patient (surname);

create table care_staff (
  staff text primary key,
  department text,
  duty text not null default 'CARE' check (duty in ('CARE', 'OFFICE')),
  shift text not null default 'ANY' check (shift in ('DAY', 'NIGHT', 'ANY')),
  active_until date,
  surname text,
  address text,
  -- The member of staff as a patient.
  own_record text
);

create index care_staff_by_own_record on care_staff (own_record) where own_record is not null;

-- Under which name of which issuer a member of staff signs in, where tokens do not say it.
create table care_login (
  login text primary key,
  staff text not null
);

-- What a department is called: sealed under the installation's key.
create table care_department (
  department text primary key,
  name_id uuid not null,
  sealed_name bytea not null
);

-- Every access that was judged, for what a user did before. Rows are needed for as long as a later
-- access may be compared with them.
create table judged_access (
  index bigint primary key,
  record_id uuid not null,
  staff text not null,
  patient text not null,
  at timestamptz not null,
  -- 0 nothing explains it, 1 the department does, 2 the user's own part does.
  strength smallint not null check (strength between 0 and 2),
  exported boolean not null
);

create index judged_access_by_staff on judged_access (staff, at);
create index judged_access_by_pair on judged_access (staff, patient);
create index judged_access_by_patient on judged_access (patient);
create index judged_access_unexplained on judged_access (at) where strength = 0;

-- The first log index that is not judged yet: one row.
create table review_cursor (
  id smallint primary key check (id = 1),
  next bigint not null check (next >= 0)
);

insert into review_cursor (id, next) values (1, 0);

create table review_alert (
  alert_id uuid primary key,
  -- One alert for an access, however often it is judged.
  access_index bigint not null unique,
  record_id uuid not null,
  staff text not null,
  -- The name of the login, for "not by the person concerned".
  login text not null,
  patient text not null,
  sign text not null check (sign ~ '^[A-Z_]{1,32}$'),
  points integer not null,
  accessed_at timestamptz not null,
  raised_at timestamptz not null,
  state text not null check (state in ('not-reviewed', 'under-review', 'justified', 'violation')),
  sealed_evidence bytea not null,
  -- Owner and notes.
  sealed_notes bytea
);

create index review_alert_by_state on review_alert (state, raised_at);
create index review_alert_by_patient on review_alert (patient);

-- Every call that broke the glass waits here for four eyes.
create table break_glass_item (
  record_id uuid primary key,
  access_index bigint not null unique,
  -- Who broke the glass: as a member of staff, and by the login.
  staff text not null,
  login text not null,
  patient text not null,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('open', 'assessed', 'closed')),
  verdict text check (verdict in ('justified', 'violation')),
  -- Who assessed it: another officer confirms.
  assessor text,
  assessor_login text,
  closed_at timestamptz,
  sealed_notes bytea
);

create index break_glass_item_open on break_glass_item (due_at) where state <> 'closed';
create index break_glass_item_by_patient on break_glass_item (patient);

-- Sign-off of the regular review of activity (45 CFR 164.308(a)(1)(ii)(D)).
create table activity_review (
  month date primary key check (extract(day from month) = 1),
  signed_at timestamptz not null,
  -- The officer's request; binds the seal to this row.
  request_id uuid not null,
  digest bytea not null check (octet_length(digest) = 32),
  -- Who, the filter and the counts, sealed under the installation's key.
  sealed_result bytea not null
);
