-- For the erasure of a member of staff: whoever treated whom is found by them without reading every
-- relation, inside the transaction that holds the log.
create index care_relation_by_staff on care_relation using gin (staff);
