-- What a city's people are measured by, what positions ask of them, what is known of each, where they want to go, what they need.

-- The dictionary. levels: five of {choice, behaviour}, level 1 first. origin: `shipped` rows follow the program's own updates,
-- `city` rows are the city's and are left alone. retired_at: no longer asked or shown; what rests on it stays readable.
create table competency (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id text not null,
  place smallint not null,
  kind text not null check (kind in ('manajerial', 'sosial_kultural', 'teknis')),
  name text not null,
  about text not null,
  question text not null,
  levels jsonb not null check (jsonb_array_length(levels) = 5),
  origin text not null check (origin in ('shipped', 'city')),
  retired_at timestamptz,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id)
);

-- What a position asks. phrases: words in a row by which a position's title is recognised; general: for its family when no title fits.
-- official: set by the competent authority, as the city says; never true of what is shipped.
create table job_standard (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id text not null,
  title text not null,
  family text not null check (family in ('jpt', 'administrator', 'pengawas', 'pelaksana', 'fungsional', 'lain')),
  level text,
  phrases text[] not null,
  general boolean not null default false,
  official boolean not null default false,
  source text,
  origin text not null check (origin in ('shipped', 'city')),
  retired_at timestamptz,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (origin = 'city' or not official)
);

create table job_standard_item (
  cell smallint not null,
  agency_id smallint not null,
  standard_id text not null,
  competency_id text not null,
  required smallint not null check (required between 1 and 5),
  weight numeric(4, 2) not null default 1 check (weight > 0 and weight <= 10),
  primary key (cell, agency_id, standard_id, competency_id),
  foreign key (cell, agency_id, standard_id) references job_standard (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, competency_id) references competency (cell, agency_id, id)
);

-- Which edition of the shipped files a city's rows have.
create table competency_edition (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  checksum text not null,
  loaded_at timestamptz not null,
  primary key (cell, agency_id)
);

-- One thing that says how far somebody is; 0 = not yet at level 1. official: an official test (P-13), which nobody's opinion is.
-- rater_id: the person who judged, null where it came from a file. key: the same thing noted twice is one row.
create table competency_evidence (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  competency_id text not null,
  kind text not null check (kind in ('assessment_center', 'test', 'supervisor', 'training', 'self')),
  level smallint not null check (level between 0 and 5),
  official boolean not null default false,
  observed_on date not null,
  source text not null,
  rater_id bigint,
  key text not null,
  noted_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, person_id, key),
  check (not official or kind in ('assessment_center', 'test')),
  check (kind <> 'supervisor' or rater_id is null or rater_id <> person_id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, competency_id) references competency (cell, agency_id, id)
);

-- A form under way or done: about person_id, filled by rater_id (the same = self-assessment). plan: what is asked, in order;
-- taps: the answers so far, which is the whole state. It belongs to people, not to a talk, so that another channel goes on with it.
create table assessment (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  rater_id bigint not null,
  plan jsonb not null,
  taps jsonb not null default '[]',
  started_at timestamptz not null,
  touched_at timestamptz not null,
  finished_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, rater_id) references person (cell, agency_id, id) on delete cascade
);

create unique index assessment_open on assessment (cell, agency_id, rater_id, person_id) where finished_at is null;
create index assessment_person on assessment (cell, agency_id, person_id);

-- The position that somebody wants to grow into (P-05).
create table position_aim (
  cell smallint not null,
  agency_id smallint not null,
  person_id bigint not null,
  standard_id text not null,
  chosen_at timestamptz not null,
  primary key (cell, agency_id, person_id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, standard_id) references job_standard (cell, agency_id, id)
);

-- A need for training with the gap it rests on, as it was when proposed (F12). proposer_id null = proposed by a unit through an officer.
-- `deferred` keeps the need; `planned`, `deferred` and `refused` are decisions, the last two with their reason.
create table training_need (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  competency_id text not null,
  required smallint not null check (required between 1 and 5),
  held smallint check (held between 0 and 5),
  official boolean not null default false,
  proposed_as text not null check (proposed_as in ('person', 'supervisor', 'unit')),
  proposer_id bigint,
  proposed_at timestamptz not null,
  state text not null default 'proposed' check (state in ('proposed', 'verified', 'planned', 'deferred', 'refused', 'withdrawn')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  primary key (cell, agency_id, id),
  check (state not in ('deferred', 'refused') or reason is not null),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, competency_id) references competency (cell, agency_id, id)
);

create unique index training_need_open on training_need (cell, agency_id, person_id, competency_id) where state in ('proposed', 'verified', 'planned', 'deferred');
create index training_need_state on training_need (cell, agency_id, state);
