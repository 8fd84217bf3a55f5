-- Messages about enrolments that wait for working time, keys of certificates, how a leader comes to a second factor without the server's
-- console, and mentoring.

-- Two providers may count alike: a certificate is told by its number and the day it began. As `training/record-store.ts` makes keys from now on.
update learning_record set key = key || ' ' || to_char(starts_on, 'YYYY-MM-DD') where key like 'no %' and number is not null;

-- When somebody is to be told of what waits for them (an offer, a call, a request); null = told already, or nothing to tell.
alter table enrolment add column tell_at timestamptz;
create index enrolment_tell on enrolment (cell, tell_at) where tell_at is not null;

-- Somebody has asked for a second factor; a second person says whose request it is. A yes gives an address to who asked and a short code
-- to who confirmed, who hands it over by word of mouth: both together open a page that shows the new factor, once, outside the chat that
-- it guards. digest, code_digest: of the secret in the address, and of the code with it. In clear they stand only in the letters that tell
-- them, one in each, as all letters do until retention takes them; half an hour and one use make them worthless.
create table factor_request (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  person_id bigint not null,
  handle_id bigint not null,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by bigint,
  digest text,
  code_digest text,
  failures smallint not null default 0,
  expires_at timestamptz,
  used_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, handle_id) references handle (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, decided_by) references person (cell, agency_id, id) on delete set null (decided_by)
);

create unique index factor_request_open on factor_request (cell, agency_id, person_id) where decided_at is null;
create unique index factor_request_digest on factor_request (cell, digest) where digest is not null;

-- Mentoring (F25): who learns what from whom. A person is credited for the meetings that both have vouched for.
create table mentoring (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  mentor_id bigint not null,
  mentee_id bigint not null,
  goal text not null,
  state text not null check (state in ('berjalan', 'selesai', 'batal')),
  since date not null,
  made_by bigint,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (mentor_id <> mentee_id),
  foreign key (cell, agency_id, mentor_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, mentee_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, made_by) references person (cell, agency_id, id) on delete set null (made_by)
);

create unique index mentoring_open on mentoring (cell, agency_id, mentor_id, mentee_id) where state = 'berjalan';
create index mentoring_mentee on mentoring (cell, agency_id, mentee_id);

-- A meeting as one of the two wrote it down; agreed: what the other one says of it, null = nothing yet.
create table mentoring_meeting (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  mentoring_id bigint not null,
  held_on date not null,
  about text not null,
  logged_by bigint not null,
  logged_at timestamptz not null,
  agreed boolean,
  answered_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, mentoring_id, held_on),
  foreign key (cell, agency_id, mentoring_id) references mentoring (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, logged_by) references person (cell, agency_id, id) on delete cascade
);

-- Learnt in something that is no class and was not handed in.
alter table learning_record drop constraint learning_record_source_check;
alter table learning_record add constraint learning_record_source_check check (source in ('impor', 'kelas', 'serahan', 'kegiatan'));
