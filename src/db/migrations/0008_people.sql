-- People of an agency: who they are, what they do, who leads them, and which talks are theirs.

-- The agency of demo people (F4): never a real city, gone with `kawan demo remove`.
alter table agency add column demo boolean not null default false;

create table unit (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  name text not null,
  city text,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, name)
);

-- status LUAR_ASN: a top official outside the civil service, who leads but has no NIP of ours.
-- duty: whether the person is at work; `keluar` = no longer in the register, kept for the record.
create table person (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  nip text,
  name text not null,
  title_before text,
  title_after text,
  status text not null check (status in ('PNS', 'CPNS', 'PPPK', 'PPPK_PARUH_WAKTU', 'LUAR_ASN')),
  duty text not null default 'aktif' check (duty in ('aktif', 'cuti', 'cltn', 'tubel', 'mpp', 'pensiun', 'pindah', 'meninggal', 'keluar')),
  phone text,
  phone_confirmed_on date,
  email text,
  grade text,
  grade_since date,
  education text,
  cpns_since date,
  contract_from date,
  contract_until date,
  leave_from date,
  leave_until date,
  address_as text check (address_as in ('bapak', 'ibu', 'nama')),
  added_at timestamptz not null,
  changed_at timestamptz not null,
  left_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, nip)
);

create index person_phone on person (cell, phone);

-- One definitive position at a time, acting ones and further duties beside it; `until` is the first day it no longer holds.
-- family: jenis jabatan; level: jenjang.
create table person_position (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  unit_id bigint,
  kind text not null default 'definitif' check (kind in ('definitif', 'plt', 'plh', 'tambahan')),
  title text not null,
  family text not null check (family in ('jpt', 'administrator', 'pengawas', 'pelaksana', 'fungsional', 'lain')),
  level text,
  since date not null,
  until date,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, unit_id) references unit (cell, agency_id, id)
);

create index person_position_person on person_position (cell, agency_id, person_id);

-- Who leads whom, by date; delegate_id acts for the supervisor meanwhile.
create table reporting_line (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  supervisor_id bigint not null,
  since date not null,
  until date,
  primary key (cell, agency_id, id),
  check (person_id <> supervisor_id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, supervisor_id) references person (cell, agency_id, id) on delete cascade
);

create index reporting_line_person on reporting_line (cell, agency_id, person_id);
create index reporting_line_supervisor on reporting_line (cell, agency_id, supervisor_id);

-- What the performance assessment said, by year (P-04).
create table performance (
  cell smallint not null,
  agency_id smallint not null,
  person_id bigint not null,
  year smallint not null,
  predicate text not null check (predicate in ('sangat_baik', 'baik', 'butuh_perbaikan', 'kurang', 'sangat_kurang')),
  noted_at timestamptz not null,
  primary key (cell, agency_id, person_id, year),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

-- Rights that are given, never imported; they end by themselves after a year.
create table person_role (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  role text not null check (role in ('unit_officer', 'officer', 'administrator')),
  unit_id bigint,
  granted_by bigint,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index person_role_person on person_role (cell, agency_id, person_id);

-- A talk proven to be a person's. sender: what the network calls who writes; address: where to write.
-- evidence: what proved it. confirmed_at: a second person has confirmed it, which opens more than one's own basic data (F2).
create table handle (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  channel text not null,
  sender text not null,
  address jsonb not null,
  evidence text not null check (evidence in ('phone', 'code', 'linked_chat', 'console')),
  since timestamptz not null,
  confirmed_at timestamptz,
  confirmed_by bigint,
  seen_at timestamptz not null,
  until timestamptz,
  ended_why text,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create unique index handle_sender on handle (cell, channel, sender) where until is null;
create index handle_person on handle (cell, agency_id, person_id) where until is null;
