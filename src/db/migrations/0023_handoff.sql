-- A question handed to a person: the ticket, what was said in it, and what became of it. And what a city's answers become: entries of the
-- knowledge base, each written by one officer and approved by another.

-- Where a city wants complaints to go; without a row the national channels are named. Never a ticket (F21).
create table handoff_setting (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  complaint_channels text not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id)
);

-- question: personal data masked. officer_id: who has it now; named: the asker may read who that is. remind_at, escalate_at: one and two
-- working days after it became the officers' turn; *_at beside them: done, once for each turn. asked_at: the asker was asked whether it is answered.
create table handoff_ticket (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  person_id bigint not null,
  state text not null check (state in ('menunggu', 'dikerjakan', 'menunggu_penanya', 'selesai')),
  question text not null,
  officer_id bigint,
  named boolean not null default false,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  answered_at timestamptz,
  remind_at timestamptz not null,
  escalate_at timestamptz not null,
  reminded_at timestamptz,
  escalated_at timestamptz,
  asked_at timestamptz,
  closed_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id),
  foreign key (cell, agency_id, officer_id) references person (cell, agency_id, id) on delete set null (officer_id),
  check ((state = 'selesai') = (closed_at is not null)),
  check (state <> 'dikerjakan' or officer_id is not null)
);

create index handoff_ticket_open on handoff_ticket (cell, agency_id, state) where state <> 'selesai';
create index handoff_ticket_person on handoff_ticket (cell, agency_id, person_id);
-- The same question twice is one ticket, however often the tap is repeated.
create unique index handoff_ticket_once on handoff_ticket (cell, agency_id, person_id, md5(question)) where state <> 'selesai';

-- author: penanya, petugas; percakapan = what the asker and the assistant had said before, handed over with the asker's yes.
create table handoff_message (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  ticket_id bigint not null,
  at timestamptz not null,
  author text not null check (author in ('penanya', 'petugas', 'percakapan')),
  asks boolean not null default false,
  body text not null,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, ticket_id) references handoff_ticket (cell, agency_id, id) on delete cascade
);

create index handoff_message_ticket on handoff_message (cell, agency_id, ticket_id, id);

create table handoff_event (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  ticket_id bigint not null,
  at timestamptz not null,
  move text not null,
  was text,
  state text not null,
  by text not null,
  actor_id bigint,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, ticket_id) references handoff_ticket (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, actor_id) references person (cell, agency_id, id) on delete set null (actor_id)
);

create index handoff_event_ticket on handoff_event (cell, agency_id, ticket_id, id);

-- An answer on its way into the knowledge base. tried_at, tried_revision, worse: what the question sets said of it, and of which base.
-- told_at: those who had asked the same were told.
create table knowledge_entry (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  state text not null check (state in ('konsep', 'diajukan', 'terbit', 'ditolak', 'ditarik')),
  ticket_id bigint,
  question text,
  answer text,
  source text,
  review_on date,
  author_id bigint,
  approver_id bigint,
  written_at timestamptz not null,
  submitted_at timestamptz,
  tried_at timestamptz,
  tried_revision bigint,
  worse jsonb,
  override_reason text,
  decided_at timestamptz,
  note text,
  told_at timestamptz,
  review_told_at timestamptz,
  primary key (cell, agency_id, id),
  foreign key (cell, agency_id, author_id) references person (cell, agency_id, id) on delete set null (author_id),
  foreign key (cell, agency_id, approver_id) references person (cell, agency_id, id) on delete set null (approver_id),
  check (state in ('konsep', 'ditolak') or (question is not null and answer is not null and source is not null and review_on is not null)),
  check (approver_id is null or author_id is null or approver_id <> author_id)
);

create index knowledge_entry_state on knowledge_entry (cell, state, submitted_at);
create unique index knowledge_entry_draft on knowledge_entry (cell, agency_id, author_id, coalesce(ticket_id, 0)) where state = 'konsep';

-- Documents that were taken in although questions were answered worse afterwards, and why.
create table knowledge_override (
  cell smallint not null,
  id bigint generated always as identity,
  at timestamptz not null,
  documents jsonb not null,
  worse jsonb not null,
  reason text not null,
  primary key (cell, id)
);
