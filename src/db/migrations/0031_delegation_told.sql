-- Who acts for a leader is told when that begins, and both when it is over: once each, whichever replica does it.
alter table delegation add column begin_told_at timestamptz, add column end_told_at timestamptz;

update delegation set begin_told_at = named_at where since <= current_date;
update delegation set end_told_at = named_at where until <= current_date;
