-- How often patients' Consents and restrictions were written, so that a gateway which remembers them
-- learns of every change by one small query. PostgreSQL 15 or newer.

-- Each row counts the writes of one part of them. 0: the restrictions. 1 to 1024: the Consents of the
-- patients whose blind index falls there, about every thousandth. Ten bits of a blind index are no
-- index of a person, and the rows are there from the start, whoever is: an erasure has nothing to
-- delete here.
--
-- A count is raised in the transaction of the write itself, under the lock of its row: whoever sees
-- the write sees another count than before, in whatever order transactions commit.
create table change_mark (
  mark smallint primary key check (mark between 0 and 1024),
  writes bigint not null default 0
) with (fillfactor = 50);

insert into change_mark (mark) select generate_series(0, 1024);

-- By trigger, so that no write can forget it, nor one by hand.
create function raise_change_mark(raised integer) returns void language plpgsql as $$
begin
  update change_mark set writes = writes + 1 where mark = raised;
  if not found then
    raise exception 'change_mark has lost the row %', raised;
  end if;
end $$;

-- The same as org.cloister.gateway.freshness.Mark.ofConsents.
create function consent_mark(patient bytea) returns integer language sql immutable as $$
  select 1 + (get_byte(patient, 0) * 256 + get_byte(patient, 1)) % 1024
$$;

create function mark_consent_change() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    perform raise_change_mark(consent_mark(old.subject_index));
  end if;
  if tg_op <> 'DELETE' then
    perform raise_change_mark(consent_mark(new.subject_index));
  end if;
  return null;
end $$;

create trigger kept_consent_change after insert or update or delete on kept_consent
  for each row execute function mark_consent_change();

create function mark_consents_gone() returns trigger language plpgsql as $$
begin
  update change_mark set writes = writes + 1 where mark > 0;
  return null;
end $$;

create trigger kept_consent_gone after truncate on kept_consent
  for each statement execute function mark_consents_gone();

create function mark_restriction_change() returns trigger language plpgsql as $$
begin
  perform raise_change_mark(0);
  return null;
end $$;

create trigger use_restriction_change
  after insert or update or delete or truncate on use_restriction
  for each statement execute function mark_restriction_change();
