-- Degree study (tugas belajar), a kind of its own beside classes: who asks for it, for what, and what an officer has found.

-- starts: as the person says it, since terms are the university's. checks: by requirement, `ya`, `tidak` or `belum`, as an officer found.
create table degree_study (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  level text not null check (level in ('D4', 'S1', 'S2', 'S3', 'profesi')),
  program text not null,
  institution text not null,
  starts text not null,
  state text not null check (state in ('diajukan', 'diperiksa', 'disetujui', 'ditunda', 'ditolak', 'batal')),
  checks jsonb not null default '{}',
  reason text,
  asked_at timestamptz not null,
  changed_at timestamptz not null,
  decided_by bigint,
  primary key (cell, agency_id, id),
  check (state not in ('ditunda', 'ditolak') or reason is not null),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, decided_by) references person (cell, agency_id, id) on delete set null (decided_by)
);

create unique index degree_study_open on degree_study (cell, agency_id, person_id) where state in ('diajukan', 'diperiksa', 'disetujui', 'ditunda');
