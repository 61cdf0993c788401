-- Which key-encryption keys ever wrapped a key. A rewrap replaces the wrapping, and whoever has the key
-- before it, and a copy from before it, still opens what that copy holds. PostgreSQL 15 or newer.

-- The keys that wrapped subject keys, numbered in the order in which they began to. Permanent, nothing
-- secret: public names.
create table key_epoch (
  epoch integer generated always as identity primary key check (epoch > 0),
  kek_id text not null unique check (kek_id ~ '^kek-[0-9a-f]{16}$')
);

-- The lowest and the highest epoch that wrapped the row. One between them may have been skipped and
-- counts as well. 0: from before this was kept, so any of the keys of then.
alter table subject_key
  add column first_epoch integer not null default 0,
  add column last_epoch integer not null default 0;
alter table subject_key
  alter column first_epoch drop default,
  alter column last_epoch drop default,
  add check (first_epoch <= last_epoch);

create index subject_key_by_epoch on subject_key (first_epoch, last_epoch);

-- Each key that wrapped a domain's key: domains are few, so every one is kept. What was replaced before
-- this was kept is not known.
create table pseudonym_domain_key (
  domain_id uuid not null references pseudonym_domain on delete cascade,
  kek_id text not null,
  primary key (domain_id, kek_id)
);

create function keep_pseudonym_domain_key() returns trigger language plpgsql as $$
begin
  insert into pseudonym_domain_key values (new.domain_id, new.kek_id) on conflict do nothing;
  return null;
end $$;

-- A trigger, so that no statement that wraps can leave it out.
create trigger pseudonym_domain_key after insert or update of kek_id on pseudonym_domain
  for each row execute function keep_pseudonym_domain_key();

insert into pseudonym_domain_key select domain_id, kek_id from pseudonym_domain;
