-- What can be learnt in a city, when, and what its people have learnt.

-- jp: hours that the programme states; null where only the conversion table says (a seminar by the day).
-- days: of learning, where no sessions tell. families, levels, statuses: whom it is for, empty = everybody.
-- requirement: words that only an officer can judge. fictional: an example, never to be taken for an offer.
create table training (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  code text not null,
  name text not null,
  about text,
  route text not null check (route in ('klasikal', 'nonklasikal', 'pendidikan')),
  form text not null,
  mode text not null check (mode in ('tatap_muka', 'daring', 'campuran')),
  jp numeric(7, 2) check (jp > 0),
  days smallint check (days > 0),
  abroad boolean not null default false,
  self_paced boolean not null default false,
  provider text not null,
  partner text,
  cost bigint not null default 0 check (cost >= 0),
  payer text check (payer in ('kota', 'unit', 'peserta', 'penyelenggara')),
  travel_covered boolean,
  prerequisites text[] not null default '{}',
  requirement text,
  families text[] not null default '{}',
  levels text[] not null default '{}',
  statuses text[] not null default '{}',
  series text,
  language text not null default 'id',
  keywords text,
  fictional boolean not null default false,
  withdrawn_at timestamptz,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, code)
);

-- What a training develops: from which level to which.
create table training_target (
  cell smallint not null,
  agency_id smallint not null,
  training_id bigint not null,
  competency text not null,
  from_level smallint not null check (from_level between 0 and 4),
  to_level smallint not null check (to_level between 1 and 5 and to_level > from_level),
  primary key (cell, agency_id, training_id, competency),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade
);

-- A scheduled run. starts_on, ends_on: local dates; of a self-paced training the span in which it may be learnt (null = always).
-- seats null = no limit. `ditunda` keeps the need and its cause (status_note) and is not `batal`. Each class is in the plan or says why not.
-- schedule: the dates as the officer wrote them, so that a relative date of an earlier import stays where it is.
create table training_class (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  training_id bigint not null,
  code text not null,
  name text,
  starts_on date,
  ends_on date,
  zone text not null,
  place text,
  city text,
  link text,
  seats integer check (seats > 0),
  taken integer not null default 0 check (taken >= 0),
  register_until timestamptz,
  entry text not null check (entry in ('terbuka', 'kuota', 'usulan', 'ditunjuk')),
  status text not null check (status in ('rencana', 'dibuka', 'ditutup', 'berjalan', 'selesai', 'ditunda', 'batal')),
  status_note text,
  plan_line text,
  budget_source text,
  outside_plan text,
  schedule text not null,
  added_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, code),
  check (ends_on >= starts_on),
  check (seats is null or taken <= seats),
  check (plan_line is not null or outside_plan is not null),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade
);

create index training_class_training on training_class (cell, agency_id, training_id);
create index training_class_open on training_class (cell, agency_id, ends_on) where status = 'dibuka';

create table training_session (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (ends_at > starts_at),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

create index training_session_class on training_session (cell, agency_id, class_id, starts_at);

-- A city's own rows of the JP conversion table; a city without any uses the shipped ones. until: the first day a row no longer holds.
create table jp_rule (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  code text not null,
  forms text[] not null,
  unit text not null check (unit in ('program', 'hari', 'kali', 'kegiatan', 'semester')),
  home_rate numeric(6, 2) not null check (home_rate >= 0),
  home_day_cap numeric(6, 2) check (home_day_cap > 0),
  home_month_times smallint check (home_month_times > 0),
  abroad_rate numeric(6, 2) check (abroad_rate >= 0),
  abroad_day_cap numeric(6, 2) check (abroad_day_cap > 0),
  abroad_month_times smallint check (abroad_month_times > 0),
  since date not null,
  until date,
  source text not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, code, since),
  check (until > since)
);

-- What somebody has learnt. times: how often, how many activities or semesters, as its form is counted. days: those it took place on,
-- null = every day of the span. key: the same thing handed in twice is one row.
-- evidence: how strong it is, strongest first: rekap_hadir, sertifikat, surat, pernyataan. Only `diakui` counts.
create table learning_record (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  key text not null,
  training_id bigint,
  class_id bigint,
  title text not null,
  form text not null,
  abroad boolean not null default false,
  jp numeric(7, 2) check (jp > 0),
  times smallint not null default 1 check (times > 0),
  starts_on date not null,
  ends_on date not null,
  days date[],
  provider text,
  number text,
  source text not null check (source in ('impor', 'kelas', 'serahan')),
  evidence text not null check (evidence in ('rekap_hadir', 'sertifikat', 'surat', 'pernyataan')),
  state text not null check (state in ('menunggu', 'diakui', 'ditolak')),
  reason text,
  noted_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, person_id, key),
  check (ends_on >= starts_on),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id)
);

create index learning_record_training on learning_record (cell, agency_id, training_id);

-- What somebody wants more or less of; what was taken back has ended_at and is forgotten with the talk.
create table advice_preference (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  kind text not null check (kind in ('mode', 'cost', 'place', 'interest', 'less', 'less_topic')),
  value text not null,
  since timestamptz not null,
  ended_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create unique index advice_preference_open on advice_preference (cell, agency_id, person_id, kind, value) where ended_at is null;
