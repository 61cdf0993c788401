-- Random pseudonyms and the originals they stand for, sealed. No column holds an original in clear.

-- One row a domain, with its random key, wrapped under a key-encryption key. Deleting the row deletes
-- the domain's pseudonyms, and what a backup of `pseudonym` alone still holds can no longer be read.
create table pseudonym_domain (
  -- Random and never used twice: a process that still has an erased domain's key can write nothing
  -- into a new domain of the same name.
  domain_id uuid primary key,
  domain text not null unique check (domain ~ '^[a-z][a-z0-9-]{0,62}$'),
  -- 1 byte format, 12 bytes nonce, 32 bytes wrapped key, 16 bytes tag.
  wrapped bytea not null check (octet_length(wrapped) = 61),
  kek_id text not null check (kek_id ~ '^kek-[0-9a-f]{16}$')
);

create table pseudonym (
  domain_id uuid not null references pseudonym_domain on delete cascade,
  -- Blind index: HMAC-SHA-256 of the original under a key of its domain and kind.
  original_index bytea not null check (octet_length(original_index) = 32),
  code uuid not null,
  -- Kind, value and date offset: 1 byte format, 12 bytes nonce, ciphertext, 16 bytes tag.
  sealed bytea not null check (octet_length(sealed) >= 29),
  primary key (domain_id, original_index),
  unique (domain_id, code)
);

alter table pseudonym alter column sealed set storage external;
