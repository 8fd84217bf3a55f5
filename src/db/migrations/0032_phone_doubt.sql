-- A registered number that its person has left behind, or that somebody else used in their name: whatever an import says of it again, it
-- proves nothing until it is confirmed on a later day. Another number is not doubted.
alter table person
  add column doubted_phone text,
  add column doubted_on date,
  add constraint person_doubt_check check ((doubted_phone is null) = (doubted_on is null));
