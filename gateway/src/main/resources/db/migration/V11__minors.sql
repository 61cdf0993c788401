-- Children whose records must be kept beyond the term of everyone's (ASTM E2147: two years after
-- majority, where that is later). One row a child, committed with the first record that needs it.
create table kept_for_minor (
  tenant text not null,
  -- Blind index of the patient.
  subject text not null,
  -- In steps of five years, and a year or more beyond the day that the law means: it tells in which
  -- five years a child was born, and no more.
  kept_until date not null,
  primary key (tenant, subject)
);
