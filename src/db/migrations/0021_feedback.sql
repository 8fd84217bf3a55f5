-- Whether a training changed anything: what is asked of whom, what they answered, and what may be shown of it.

-- What a city asks. body: the survey as it was written (`feedback/survey/survey-file.ts`). Versions are never overwritten, so that
-- answers stay readable with the questions they were given to; the newest one is asked. A shipped one follows the program until the city has
-- one of its own.
create table survey (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  slug text not null,
  version integer not null check (version > 0),
  level smallint not null check (level between 1 and 4),
  title text not null,
  body jsonb not null,
  digest text not null,
  origin text not null check (origin in ('shipped', 'city')),
  made_by bigint,
  made_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, slug, version)
);

-- How a city asks; without a row the defaults in `feedback/ask/setting.ts`. days: after the end of a class.
create table survey_setting (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  behaviour_days smallint[] not null check (cardinality(behaviour_days) between 0 and 4),
  colleague boolean not null default false,
  open_days smallint not null check (open_days between 3 and 60),
  changed_at timestamptz not null,
  primary key (cell, agency_id)
);

-- Who spoke in a class; of our own staff or from outside.
create table class_speaker (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  name text not null,
  person_id bigint,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, class_id, name),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete set null (person_id)
);

-- One asking of a class: its reaction, its learning, its behaviour after so many days. month: of what is learnt alone, those who finished in
-- a month (yyyymm, in the class's zone); 0 = a class with dates. closes_at: from then on nobody answers any more. opened_at: who was there
-- has been noted as asked, of self-paced learning up to this moment. settled_at: its answers have been put into blocks.
create table survey_round (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  survey_id bigint not null,
  step text not null check (step in ('reaksi', 'belajar', 'perilaku')),
  after_days smallint not null default 0 check (after_days >= 0),
  month integer not null default 0,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  opened_at timestamptz,
  settled_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, class_id, step, after_days, month),
  check (closes_at > opens_at),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, survey_id) references survey (cell, agency_id, id)
);

create index survey_round_open on survey_round (cell, closes_at) where settled_at is null;

-- Somebody is asked, about themselves or (atasan, rekan) about somebody else. public_id: the random id by which rows are exported, told to
-- nobody. respondent_id, about_id null: the person took the link back; the answers stay, nobody's. competencies: what behaviour is asked of,
-- in the order in which it is asked.
-- sent_at null = not asked yet. reminded: how often. wording: which words the letters had. hour: local hour of the first letter.
-- answers: item → answer so far; done_at: handed in, never changed after. at_item: the question that somebody went back to or is still choosing
-- for; null = the first one without an answer. step: counts the changes of the form; a button counts only at the step that it was shown at.
create table survey_request (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  round_id bigint not null,
  public_id text not null,
  capacity text not null check (capacity in ('peserta', 'atasan', 'rekan')),
  respondent_id bigint,
  about_id bigint,
  competencies text[] not null default '{}' check (cardinality(competencies) <= 2),
  due_at timestamptz not null,
  sent_at timestamptz,
  hour smallint,
  channel text,
  wording smallint not null default 0,
  reminded smallint not null default 0 check (reminded between 0 and 2),
  reminded_at timestamptz,
  begun_at timestamptz,
  answers jsonb not null default '{}',
  at_item text,
  step integer not null default 0,
  done_at timestamptz,
  done_channel text,
  declined_at timestamptz,
  closed_note text,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, public_id),
  foreign key (cell, agency_id, round_id) references survey_round (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, respondent_id) references person (cell, agency_id, id) on delete set null (respondent_id),
  foreign key (cell, agency_id, about_id) references person (cell, agency_id, id) on delete set null (about_id)
);

create unique index survey_request_once on survey_request (cell, agency_id, round_id, capacity, respondent_id, about_id) where respondent_id is not null;
create index survey_request_round on survey_request (cell, agency_id, round_id);
create index survey_request_person on survey_request (cell, agency_id, respondent_id);
create index survey_request_about on survey_request (cell, agency_id, about_id);

-- The least that is ever shown: at least five people who answered, put together once and never split, so that whatever is added or
-- subtracted later tells nothing about fewer. family: the same answers stand in a block of their class (of one training; small runs of it
-- together) and, where that reveals nothing beside the first, in one of their unit. asked: how many stand behind it, answered or not
-- (its weight). year: in which the last of its classes ended.
create table survey_block (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  family text not null check (family in ('kelas', 'unit')),
  training_id bigint,
  unit_id bigint,
  step text not null,
  after_days smallint not null,
  capacity text not null,
  asked integer not null check (asked >= answered),
  answered integer not null check (answered >= 5),
  year smallint not null,
  settled_at timestamptz not null,
  primary key (cell, agency_id, id),
  check ((family = 'kelas') = (training_id is not null)),
  check ((family = 'unit') = (unit_id is not null)),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, unit_id) references unit (cell, agency_id, id)
);

create index survey_block_training on survey_block (cell, agency_id, training_id, step);
create index survey_block_unit on survey_block (cell, agency_id, unit_id, step) where unit_id is not null;

-- Which requests a block was made of; cut when a person takes the link back, the totals stay.
create table survey_block_member (
  cell smallint not null,
  agency_id smallint not null,
  block_id bigint not null,
  request_id bigint not null,
  stratum smallint not null default 0,
  primary key (cell, agency_id, block_id, request_id),
  foreign key (cell, agency_id, block_id) references survey_block (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, request_id) references survey_request (cell, agency_id, id) on delete cascade
);

create index survey_block_member_request on survey_block_member (cell, agency_id, request_id);

-- Whole classes that a block covers; a block of several small classes of one training names them all.
create table survey_block_class (
  cell smallint not null,
  agency_id smallint not null,
  block_id bigint not null,
  class_id bigint not null,
  primary key (cell, agency_id, block_id, class_id),
  foreign key (cell, agency_id, block_id) references survey_block (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade
);

create index survey_block_class_class on survey_block_class (cell, agency_id, class_id);

-- What a block says of one item: how many answered it (five at least, else there is no row), their sum, the sum of their squares, and how often
-- each choice was given. measure: an item, or with = in front what is computed for each person first (`=belajar` = now − then, `=selisih` = self − leader).
-- stratum: 0 = the whole block; else people alike in what is known of everybody asked, only where each stratum has five. asked: how many stand
-- behind it; score_asked, score_answered: mean of the score that foretells answering (`feedback/measure/propensity.ts`), of all asked and of these.
create table survey_total (
  cell smallint not null,
  agency_id smallint not null,
  block_id bigint not null,
  measure text not null,
  stratum smallint not null default 0,
  asked integer not null check (asked >= answered),
  answered integer not null check (answered >= 5),
  score_asked double precision not null default 0,
  score_answered double precision not null default 0,
  total double precision not null,
  squares double precision not null,
  counts jsonb not null default '{}',
  primary key (cell, agency_id, block_id, measure, stratum),
  foreign key (cell, agency_id, block_id) references survey_block (cell, agency_id, id) on delete cascade
);

-- What people wrote in their own words, without names and numbers, apart from everything else they answered and in no order of time.
-- turn: how many comments of the same person were kept before, so that comments of one turn are by as many people.
create table survey_comment (
  cell smallint not null,
  agency_id smallint not null,
  id uuid not null,
  block_id bigint not null,
  measure text not null,
  words text not null,
  turn smallint not null default 0,
  hidden_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, block_id) references survey_block (cell, agency_id, id) on delete cascade
);

create index survey_comment_block on survey_comment (cell, agency_id, block_id);

-- What was changed because of what participants said: told to who is in the next run and to who said it.
create table training_change (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  training_id bigint not null,
  asked text not null,
  changed text not null,
  class_id bigint,
  made_by bigint,
  made_at timestamptz not null,
  told_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete set null (class_id)
);
