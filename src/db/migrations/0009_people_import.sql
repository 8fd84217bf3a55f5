-- Who may act for a leader, by date: a top official outside the civil service, or one who is away. `until` is the first day it no longer holds.
create table delegation (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  leader_id bigint not null,
  delegate_id bigint not null,
  since date not null,
  until date,
  named_at timestamptz not null,
  primary key (cell, agency_id, id),
  check (leader_id <> delegate_id),
  foreign key (cell, agency_id, leader_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, delegate_id) references person (cell, agency_id, id) on delete cascade
);

create index delegation_leader on delegation (cell, agency_id, leader_id);
create index delegation_delegate on delegation (cell, agency_id, delegate_id);

-- A change of the reporting line that would give whoever imported it power over somebody: waits for a second officer (F3).
create table held_line (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  supervisor_id bigint not null,
  asked_by bigint not null,
  asked_at timestamptz not null,
  decided_by bigint,
  decided_at timestamptz,
  decision text check (decision in ('confirmed', 'refused', 'withdrawn')),
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, supervisor_id) references person (cell, agency_id, id) on delete cascade
);

create unique index held_line_open on held_line (cell, agency_id, person_id) where decision is null;

-- Part of the unit in which the position is (bidang, bagian), where the file tells of it.
alter table person_position add column section text;
