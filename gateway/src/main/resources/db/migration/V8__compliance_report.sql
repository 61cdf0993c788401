-- Finished reports of compliance officers, until they expire. No column holds a name, an identifier
-- or a clinical value in clear.
create table compliance_report (
  report_id uuid primary key,
  kind text not null check (kind ~ '^[a-z][a-z-]{1,63}$'),
  -- The record of the log that states what the report claims.
  record_id uuid not null,
  -- Blind index of the one patient whom the report is about; null where there is none.
  subject_index bytea check (octet_length(subject_index) = 32),
  -- The export, sealed under a key of this report alone.
  sealed bytea not null check (octet_length(sealed) >= 33),
  expires_at timestamptz not null
);

create index compliance_report_by_subject on compliance_report (subject_index)
  where subject_index is not null;

create index compliance_report_by_expiry on compliance_report (expires_at);

alter table compliance_report alter column sealed set storage external;
