-- From the first session of a class to the certificate.

-- When a training counts as completed; without a row: 80 percent attendance and no test. attendance: share of 1.
-- test_least: points of 100 that the post-test takes; null = no test is asked for.
create table completion_rule (
  cell smallint not null,
  agency_id smallint not null,
  training_id bigint not null,
  attendance numeric(4, 3) not null check (attendance between 0 and 1),
  test_least smallint check (test_least between 1 and 100),
  changed_at timestamptz not null,
  primary key (cell, agency_id, training_id),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade
);

-- A code that is shown in the room for less than a minute. day: local date in the class's zone. moment: on coming or on leaving
-- (of a webinar the first and the second of its two prompts).
create table attendance_code (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  day date not null,
  moment text not null check (moment in ('masuk', 'keluar')),
  code text not null,
  made_by bigint,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

create index attendance_code_class on attendance_code (cell, agency_id, class_id, day);

-- Somebody was there. via: by the code that was shown, or from the officer's list. What was struck stays readable and does not count.
create table attendance_mark (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  person_id bigint not null,
  day date not null,
  moment text not null check (moment in ('masuk', 'keluar')),
  via text not null check (via in ('kode', 'daftar')),
  at timestamptz not null,
  by_id bigint,
  struck_at timestamptz,
  struck_by bigint,
  primary key (cell, agency_id, class_id, person_id, day, moment),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index attendance_mark_person on attendance_mark (cell, agency_id, person_id);

-- Wrong codes of one person in a stretch of minutes; only the person's own linked talk can type any.
create table attendance_attempt (
  cell smallint not null,
  agency_id smallint not null,
  person_id bigint not null,
  tries smallint not null,
  since timestamptz not null,
  primary key (cell, agency_id, person_id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

-- A day of a class as the organiser vouches for it: heads counted in the room, then confirmed. skipped: was not held, with the reason in note.
create table attendance_day (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  day date not null,
  heads integer check (heads >= 0),
  counted_by bigint,
  counted_at timestamptz,
  confirmed_by bigint,
  confirmed_at timestamptz,
  skipped boolean not null default false,
  note text,
  primary key (cell, agency_id, class_id, day),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

-- At which moments of a webinar, drawn by lot, the organiser is asked to show a code.
create table attendance_prompt (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  day date not null,
  moment text not null check (moment in ('masuk', 'keluar')),
  at timestamptz not null,
  told_at timestamptz,
  primary key (cell, agency_id, class_id, day, moment),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

create index attendance_prompt_due on attendance_prompt (cell, at) where told_at is null;

-- Questions of a training's short tests. options: choices; correct: place of the right one, from 0.
create table learning_question (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  training_id bigint not null,
  test text not null check (test in ('awal', 'akhir')),
  place smallint not null,
  question text not null,
  options jsonb not null check (jsonb_array_length(options) between 2 and 6),
  correct smallint not null check (correct >= 0),
  primary key (cell, agency_id, id),
  unique (cell, agency_id, training_id, test, place),
  check (correct < jsonb_array_length(options)),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade
);

-- A test under way or done: questions as they were asked, answers so far; the whole state, so that another channel goes on with it.
-- score: points of 100 of the best finished attempt of the test.
create table learning_test (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  person_id bigint not null,
  test text not null check (test in ('awal', 'akhir')),
  attempt smallint not null default 1,
  questions jsonb not null,
  answers jsonb not null default '[]',
  score smallint check (score between 0 and 100),
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (cell, agency_id, class_id, person_id, test),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index learning_test_person on learning_test (cell, agency_id, person_id);

-- What stands behind a record, in words; and who decided about one that was handed in, when.
alter table learning_record
  add column evidence_note text,
  add column decided_by bigint,
  add column decided_at timestamptz;

-- What a person handed in as proof, without what tells where and with what a picture was taken. given_digest: SHA-256 of just that,
-- for finding the same file again.
create table record_file (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  record_id bigint not null,
  person_id bigint not null,
  name text not null,
  mime text not null,
  given_digest text not null,
  bytes bytea not null,
  handed_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, record_id),
  foreign key (cell, agency_id, record_id) references learning_record (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index record_file_digest on record_file (cell, agency_id, given_digest);

-- How a city numbers and heads its certificates; without a row none can be issued.
create table certificate_setting (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  pattern text not null,
  issuer text not null,
  place text not null,
  signatory text not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id)
);

-- The last number given; its row is locked while numbers are given, so that none is left out. year 0 = numbers that never begin anew.
create table certificate_series (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  year smallint not null,
  last integer not null check (last >= 0),
  primary key (cell, agency_id, year)
);

-- A certificate as it was issued: what is printed stays as it was printed. public_id: 128 random bits, the address of its check page.
-- signed_at null = not signed yet. A revoked one keeps its number.
create table certificate (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  public_id text not null,
  class_id bigint not null,
  person_id bigint not null,
  year smallint not null,
  serial integer not null check (serial > 0),
  number text not null,
  name text not null,
  training text not null,
  class_name text,
  starts_on date not null,
  ends_on date not null,
  jp numeric(7, 2),
  issuer text not null,
  place text not null,
  signatory text not null,
  issued_on date not null,
  issued_at timestamptz not null,
  issued_by bigint,
  signed_at timestamptz,
  signed_by bigint,
  revoked_at timestamptz,
  revoked_by bigint,
  revoked_reason text,
  primary key (cell, agency_id, id),
  unique (cell, public_id),
  unique (cell, agency_id, number),
  unique (cell, agency_id, year, serial),
  check (revoked_at is null or revoked_reason is not null),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create unique index certificate_valid on certificate (cell, agency_id, class_id, person_id) where revoked_at is null;
create index certificate_person on certificate (cell, agency_id, person_id);

-- The signed file as it came back.
create table certificate_file (
  cell smallint not null,
  agency_id smallint not null,
  certificate_id bigint not null,
  bytes bytea not null,
  digest text not null,
  primary key (cell, agency_id, certificate_id),
  foreign key (cell, agency_id, certificate_id) references certificate (cell, agency_id, id) on delete cascade
);
