-- Which talk is whose: one-time codes, failed attempts, consent, rights requests, and who looked at whose data.

-- A one-time code of one person; kept as a keyed digest only, the key is in no backup.
-- purpose: link = issued by BKPSDM; chat = made in a linked chat for another one of the same person; admin = the first key of an
-- administrator, from the server's console; demo = of a made-up person.
create table link_code (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  digest text not null,
  purpose text not null check (purpose in ('link', 'chat', 'admin', 'demo')),
  issued_by bigint,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  ended_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, digest),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index link_code_person on link_code (cell, agency_id, person_id);
create index link_code_expires on link_code (cell, expires_at);

-- Wrong codes of one sender: each one makes the next wait longer. Never counted by person, so that nobody can lock somebody out.
create table link_attempt (
  cell smallint not null,
  channel text not null,
  sender text not null,
  failures int not null,
  last_at timestamptz not null,
  blocked_until timestamptz,
  primary key (cell, channel, sender)
);

create index link_attempt_last on link_attempt (cell, last_at);

-- A number that is registered anew belongs to somebody else: found by where the talk is, whoever the network says it is.
create index handle_chat on handle (cell, channel, (address->>'chat'));

create index handle_person_all on handle (cell, agency_id, person_id);

-- What a person agreed to, in which wording, where; a withdrawn one stays as proof.
create table consent (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  purpose text not null check (purpose in ('chat', 'reminders', 'model', 'voice')),
  version text not null,
  channel text not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create unique index consent_open on consent (cell, agency_id, person_id, purpose) where withdrawn_at is null;

-- Requests under UU 27/2022 with their clock of 3 x 24 hours.
create table rights_request (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  person_id bigint not null,
  kind text not null check (kind in ('correction', 'objection', 'restriction', 'deletion')),
  subject text not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'done', 'refused')),
  settled_at timestamptz,
  settled_by bigint,
  answer text,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index rights_request_open on rights_request (cell, agency_id, due_at) where status = 'open';
create index rights_request_person on rights_request (cell, agency_id, person_id);

-- Who looked at whose data, and every change of rights: one chain for each agency, numbered without gaps, each row holding the
-- digest of the one before. actor_id null = at the server's console.
create table ledger (
  cell smallint not null,
  agency_id smallint not null,
  number bigint not null,
  at timestamptz not null,
  kind text not null check (kind in ('look', 'right', 'link', 'request')),
  actor_id bigint,
  subject_id bigint not null,
  action text not null,
  outcome text not null,
  hash text not null,
  primary key (cell, agency_id, number)
);

create index ledger_subject on ledger (cell, agency_id, subject_id, number);
create index ledger_at on ledger (cell, agency_id, at);

-- The newest link of each chain, and the last one that retention has cut off.
create table ledger_head (
  cell smallint not null,
  agency_id smallint not null,
  number bigint not null,
  hash text not null,
  cut_number bigint not null default 0,
  cut_hash text not null,
  primary key (cell, agency_id)
);

-- Closed days of the audit, sealed one after the other: count and digest of their rows, and the seal before.
-- emptied_at: retention has taken the rows, the seal stays.
create table audit_seal (
  cell smallint not null,
  number bigint not null,
  sealed_at timestamptz not null,
  until timestamptz not null,
  rows bigint not null,
  digest text not null,
  hash text not null,
  emptied_at timestamptz,
  primary key (cell, number)
);

-- Choices of a notice: they become the talk's own with its next message, so that a tap on them is understood.
create table notice_menu (
  cell smallint not null,
  conversation text not null,
  key text not null,
  options jsonb not null,
  made_at timestamptz not null,
  primary key (cell, conversation, key)
);

create index notice_menu_made on notice_menu (cell, made_at);
