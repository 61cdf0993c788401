-- Restrictions of and objections to the use of a patient's data, in force. PostgreSQL 15 or newer.

-- Ending one deletes its row; the log keeps that it was there. An erasure leaves it: what a patient
-- objects to stays objected to when their data come again.
create table use_restriction (
  restriction_id uuid primary key,
  tenant text not null,
  -- Blind index of the patient.
  subject text not null,
  -- A paragraph of a law, such as gdpr-18-1-a.
  ground text not null,
  -- Codes of v3-ActReason with blanks between them: the purposes that are barred.
  purposes text not null,
  placed_at timestamptz not null,
  -- Who asks that it ends, and when: blind indexes of the login and of the practitioner, empty until
  -- somebody does.
  end_login text not null default '',
  end_staff text not null default '',
  end_asked_at timestamptz
);
create index use_restriction_subject on use_restriction (tenant, subject);
