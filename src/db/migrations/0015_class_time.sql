-- Working time of a city, what is due before a class, what changed about it, and what is asked around it.

-- Dated facts kept by officers; nothing is assumed for a year of which nothing is here. since, until: local dates, both inclusive.
-- libur, cuti_bersama, libur_daerah: nobody works. kerja: worked in spite of that. jam: hours of those days (Ramadan, six days, shifts).
-- unit_id: of this unit alone; null = the whole city. hours: per weekday 1 (Monday) to 7, spans of minutes after midnight.
create table work_time (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  kind text not null check (kind in ('libur', 'cuti_bersama', 'libur_daerah', 'kerja', 'jam')),
  since date not null,
  until date not null,
  unit_id bigint,
  hours jsonb,
  about text not null,
  source text,
  noted_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (until >= since),
  check ((kind = 'jam') = (hours is not null)),
  foreign key (cell, agency_id, unit_id) references unit (cell, agency_id, id) on delete cascade
);

create unique index work_time_same on work_time (cell, agency_id, kind, since, until, coalesce(unit_id, 0));

-- When the leader was reminded of a request; counts only if later than `since`.
alter table enrolment add column reminded_at timestamptz;

-- What is to be said before a session. session_at: of which session; a class that moves gets new rows. step: how long before.
-- done_at: said, or not to be said any more.
create table reminder (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  enrolment_id bigint not null,
  session_at timestamptz not null,
  step text not null check (step in ('h7', 'h3', 'h1', 'jam2')),
  due_at timestamptz not null,
  done_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, enrolment_id, session_at, step),
  foreign key (cell, agency_id, enrolment_id) references enrolment (cell, agency_id, id) on delete cascade
);

create index reminder_due on reminder (cell, due_at) where done_at is null;
create index reminder_done on reminder (cell, done_at) where done_at is not null;

-- What participants were told about a class and when: version counts up with every change of what they must know, and is the SEQUENCE
-- of its calendar file. told: a digest of when, where and whether. events: sessions at most at any time, so that a dropped one can be
-- taken out of calendars.
create table class_version (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  version integer not null check (version >= 0),
  told text not null,
  events smallint not null,
  at timestamptz not null,
  primary key (cell, agency_id, class_id, version),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

-- What a leader asks before deciding, and the applicant's answer; the request stays open meanwhile.
create table enrolment_question (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  enrolment_id bigint not null,
  asker_id bigint,
  question text not null,
  asked_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, enrolment_id) references enrolment (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, asker_id) references person (cell, agency_id, id) on delete set null (asker_id)
);

create index enrolment_question_of on enrolment_question (cell, agency_id, enrolment_id);
create index enrolment_question_asked on enrolment_question (cell, asked_at);

-- What participants get of a class, and when. delivered_at: everybody who was enrolled then has been written to.
create table class_material (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  title text not null,
  link text not null,
  due_at timestamptz not null,
  added_at timestamptz not null,
  delivered_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, class_id, link),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

create index class_material_due on class_material (cell, due_at) where delivered_at is null;

-- Questions to the speaker; who asked is shown to nobody but the person. closed_at: answered or put aside by the organiser.
create table class_question (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  person_id bigint not null,
  question text not null,
  asked_at timestamptz not null,
  closed_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index class_question_class on class_question (cell, agency_id, class_id, id);
create index class_question_asked on class_question (cell, asked_at);

create table class_question_vote (
  cell smallint not null,
  agency_id smallint not null,
  question_id bigint not null,
  person_id bigint not null,
  at timestamptz not null,
  primary key (cell, agency_id, question_id, person_id),
  foreign key (cell, agency_id, question_id) references class_question (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);
