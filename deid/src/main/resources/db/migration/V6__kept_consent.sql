-- Patients' Consents that are kept here, every version, sealed. The newest version of each counts
-- for every decision about the patient. Deleted by patient, together with the patient's clinical key.
create table kept_consent (
  -- Blind index of tenant and Consent/id: an EHR's own ids may say more than a number.
  consent_index bytea not null check (octet_length(consent_index) = 32),
  version integer not null check (version >= 1),
  -- Blind index of the patient, as in sealed_resource.
  subject_index bytea not null check (octet_length(subject_index) = 32),
  -- The request that put it here, which the log's record names; bound into the sealing.
  request_id uuid not null,
  -- 1 byte format, key name or version, 12 bytes nonce, ciphertext, 16 bytes tag.
  sealed bytea not null check (octet_length(sealed) >= 33),
  -- The highest version is the one that counts. Two writers of one version would fork a Consent.
  primary key (consent_index, version)
);

-- The one query of every call.
create index kept_consent_by_subject on kept_consent (subject_index, consent_index, version desc);

alter table kept_consent alter column sealed set storage external;
