-- A language model outside the house: which cities have it on, and what it cost. No word of anybody is kept here.

-- Every change of a city's switch; the newest row holds, none = off. What an answerable officer has to know before it is on
-- (UU 27/2022): who processes, in which country, on which basis data may go there. changed_by null = nobody had a right yet.
create table model_switch (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  turned_on boolean not null,
  processor text,
  country text,
  basis text,
  changed_by bigint,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (not turned_on or (processor is not null and country is not null and basis is not null))
);

-- One row for each call that left the house. agency_id null = the operator's own (a check). person_id null = nobody's, or forgotten.
create table model_use (
  cell smallint not null,
  id bigint generated always as identity,
  agency_id smallint references agency (id),
  person_id bigint,
  at timestamptz not null,
  prompt text not null,
  prompt_version integer not null,
  model text not null,
  tokens_in integer not null,
  tokens_out integer not null,
  cost numeric(12, 6) not null,
  ms integer not null,
  tries smallint not null,
  outcome text not null,
  primary key (cell, id)
);

create index model_use_person on model_use (cell, agency_id, person_id) where person_id is not null;
create index model_use_at on model_use (cell, at);

-- What a month has used up, for budgets that are looked at before each call. person_id 0 = nobody's, or forgotten.
create table model_month (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  month date not null,
  person_id bigint not null,
  calls integer not null,
  tokens bigint not null,
  cost numeric(14, 6) not null,
  primary key (cell, agency_id, month, person_id)
);
