-- Who enters a class, waits for it, is asked and decided about.

-- approval: whose yes a seat needs. cancel_until: until when somebody may leave by themselves; null = until it begins.
alter table training_class
  add column approval text not null default 'atasan' check (approval in ('atasan', 'petugas', 'tanpa')),
  add column cancel_until timestamptz;

-- One row per person and class; who comes again begins a new attempt in the same row, and the events keep what was.
-- since: of this state. due_at: when it lapses or is taken further. queued_at: since when somebody waits, across offers.
-- approver_id: who was asked, null = an officer; who may decide is judged when it is decided. unit_id: the unit at entry, for its turn.
-- need: what the waiting list counts, levels missing in what the training develops; null = not known then. via: how the person came.
create table enrolment (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  class_id bigint not null,
  person_id bigint not null,
  state text not null check (state in ('diusulkan', 'menunggu_petugas', 'menunggu_atasan', 'daftar_tunggu', 'ditawari', 'dipanggil', 'terdaftar',
    'selesai', 'tidak_selesai', 'tidak_hadir', 'batal', 'ditolak', 'lewat', 'tidak_bersedia', 'dikeluarkan')),
  via text not null check (via in ('sendiri', 'usulan', 'panggilan')),
  attempt smallint not null default 1 check (attempt > 0),
  asked_at timestamptz not null,
  since timestamptz not null,
  queued_at timestamptz,
  due_at timestamptz,
  approver_id bigint,
  unit_id bigint,
  need numeric(4, 2),
  reason text,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, class_id, person_id),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, approver_id) references person (cell, agency_id, id) on delete set null (approver_id),
  foreign key (cell, agency_id, unit_id) references unit (cell, agency_id, id)
);

create index enrolment_person on enrolment (cell, agency_id, person_id);
create index enrolment_approver on enrolment (cell, agency_id, approver_id) where state = 'menunggu_atasan';
create index enrolment_due on enrolment (cell, due_at) where due_at is not null;

-- Every change of state: who (null = the system), when, why.
create table enrolment_event (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  enrolment_id bigint not null,
  at timestamptz not null,
  move text not null,
  from_state text,
  to_state text not null,
  actor text not null check (actor in ('peserta', 'atasan', 'pengelola', 'petugas', 'sistem')),
  actor_id bigint,
  reason text,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, enrolment_id) references enrolment (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, actor_id) references person (cell, agency_id, id) on delete set null (actor_id)
);

create index enrolment_event_of on enrolment_event (cell, agency_id, enrolment_id, id);

-- Who would come if the training had a date: counted for the planner.
create table training_interest (
  cell smallint not null,
  agency_id smallint not null,
  training_id bigint not null,
  person_id bigint not null,
  since timestamptz not null,
  primary key (cell, agency_id, training_id, person_id),
  foreign key (cell, agency_id, training_id) references training (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);
