-- The organiser's side: quotas of units, letters, files for download, and what became of a record in the national ledger.

-- Seats that a unit may propose names for (F11); a class without any row and open to proposals takes as many as there are seats.
-- called_at: when the unit's staff officers were written to; null = not yet.
create table class_quota (
  cell smallint not null,
  agency_id smallint not null,
  class_id bigint not null,
  unit_id bigint not null,
  seats integer not null check (seats > 0),
  called_at timestamptz,
  primary key (cell, agency_id, class_id, unit_id),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, unit_id) references unit (cell, agency_id, id)
);

-- A city's own form of a letter, a Word file with marks to be filled in; a city without one uses the plain form that is shipped.
create table letter_template (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  kind text not null check (kind in ('panggilan', 'surat_tugas')),
  bytes bytea not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, kind)
);

-- What came back signed, kept with its class. sha: SHA-256 of the bytes, so that the same file is kept once.
create table class_file (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  class_id bigint not null,
  kind text not null check (kind in ('panggilan', 'surat_tugas', 'lain')),
  name text not null,
  mime text not null,
  bytes bytea not null,
  sha text not null,
  added_by bigint,
  added_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, class_id, sha),
  foreign key (cell, agency_id, class_id) references training_class (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, added_by) references person (cell, agency_id, id) on delete set null (added_by)
);

-- A file about others that an officer may fetch once (F8). digest: of the secret in its address, which is kept nowhere.
-- what, input: from which the file is made when it is fetched, so that nothing about anybody lies ready. export_no: stands in the file.
create table file_link (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  export_no text not null,
  digest text not null,
  what text not null,
  input jsonb not null,
  reason text,
  person_id bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  fetched_at timestamptz,
  primary key (cell, agency_id, export_no),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create unique index file_link_digest on file_link (cell, digest);

-- What became of a learning record in the national system; no row = not sent. national_id: as that system names the record.
create table ledger_report (
  cell smallint not null,
  agency_id smallint not null,
  record_id bigint not null,
  state text not null check (state in ('terkirim', 'diterima', 'ditolak')),
  national_id text,
  reason text,
  changed_at timestamptz not null,
  primary key (cell, agency_id, record_id),
  foreign key (cell, agency_id, record_id) references learning_record (cell, agency_id, id) on delete cascade
);
