-- What a person agreed to or refused, each purpose on its own; and the second factor of those who see other people's data.

-- A refusal is kept too, so that nobody is asked again and again: one standing answer for each purpose.
-- told: the version of the whole notice that the person was last told of.
alter table consent add column answer text not null default 'yes' check (answer in ('yes', 'no'));
alter table consent add column told text;

-- The secret that a person's authenticator holds, sealed with a key that is in no backup; without that key it has to be made anew.
-- last_step: the newest time step whose code was taken, so that none works twice. Wrong codes are counted by person: only somebody
-- who already holds one of their confirmed chats can type any.
create table second_factor (
  cell smallint not null,
  agency_id smallint not null,
  person_id bigint not null,
  sealed text not null,
  made_at timestamptz not null,
  made_by bigint,
  proven_at timestamptz,
  last_step bigint not null default 0,
  failures int not null default 0,
  blocked_until timestamptz,
  primary key (cell, agency_id, person_id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

-- In which linked talk the factor was proven, and when it was last made use of; dead after some idle minutes.
create table factor_pass (
  cell smallint not null,
  agency_id smallint not null,
  handle_id bigint not null,
  used_at timestamptz not null,
  primary key (cell, agency_id, handle_id),
  foreign key (cell, agency_id, handle_id) references handle (cell, agency_id, id) on delete cascade
);

-- A new value with every change of a kind of content that all of a city share: the catalogue (but for taken seats), or the dictionary of
-- competencies and standards. While it stands, what was read of it holds. Random, so that no two states ever share one, whatever is
-- rolled back or restored. Such content changes seldom, so that one row for all cities is no place to wait at.
create table content_version (
  kind text primary key check (kind in ('catalogue', 'dictionary')),
  version uuid not null
);

insert into content_version (kind, version) values ('catalogue', gen_random_uuid()), ('dictionary', gen_random_uuid());

create or replace function note_content_change() returns trigger language plpgsql as $$ begin update content_version set version = gen_random_uuid() where kind = tg_argv[0]; return null; end $$;

create trigger training_changed after insert or update or delete on training for each statement execute function note_content_change('catalogue');
create trigger training_target_changed after insert or update or delete on training_target for each statement execute function note_content_change('catalogue');
create trigger training_session_changed after insert or update or delete on training_session for each statement execute function note_content_change('catalogue');
create trigger training_class_changed after insert or delete on training_class for each statement execute function note_content_change('catalogue');
create trigger training_class_edited after update on training_class for each row
  when ((to_jsonb(old) - 'taken') is distinct from (to_jsonb(new) - 'taken')) execute function note_content_change('catalogue');
create trigger competency_changed after insert or update or delete on competency for each statement execute function note_content_change('dictionary');
create trigger job_standard_changed after insert or update or delete on job_standard for each statement execute function note_content_change('dictionary');
create trigger job_standard_item_changed after insert or update or delete on job_standard_item for each statement execute function note_content_change('dictionary');
