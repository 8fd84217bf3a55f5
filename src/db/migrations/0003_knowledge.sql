-- Documents and their passages. A change makes a new version; old versions stay, so that an answer can be audited.

create table knowledge_document (
  key text primary key,
  origin text not null,
  slug text not null,
  scope text not null,
  rule text,
  file_name text not null,
  checksum text not null,
  meta jsonb not null,
  version int not null,
  revision bigint not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  removed_why text check (removed_why in ('gone', 'officer')),
  unique (origin, slug)
);

create index knowledge_document_revision on knowledge_document (revision);

create table knowledge_passage (
  document_key text not null references knowledge_document (key),
  version int not null,
  position int not null,
  anchor text not null,
  body jsonb not null,
  primary key (document_key, version, position),
  unique (document_key, version, anchor)
);

-- One row: the number of the last change, by which every replica sees what it has yet to read.
create table knowledge_state (
  id int primary key check (id = 1),
  revision bigint not null
);

insert into knowledge_state (id, revision) values (1, 0);

-- Every question with its outcome and what the answer rests on. Personal data is masked before it is stored.
create table knowledge_answer (
  cell smallint not null,
  id bigint generated always as identity,
  agency_id smallint references agency (id),
  conversation text,
  asked_at timestamptz not null,
  question text not null,
  as_of date not null,
  outcome text not null,
  answer text not null,
  passages jsonb not null,
  sources jsonb not null,
  ms int not null,
  primary key (cell, id)
);

create index knowledge_answer_asked on knowledge_answer (cell, asked_at);

create index knowledge_answer_conversation on knowledge_answer (cell, conversation, id);

create index knowledge_answer_outcome on knowledge_answer (cell, agency_id, outcome, asked_at);

-- Questions that a person wants an officer to answer.
create table handoff_question (
  cell smallint not null,
  id bigint generated always as identity,
  agency_id smallint references agency (id),
  conversation text not null,
  asked_at timestamptz not null,
  question text not null,
  outcome text not null,
  status text not null default 'open' check (status in ('open', 'answered', 'closed')),
  primary key (cell, id),
  unique (cell, conversation, question)
);

-- Meaning vectors from the optional embeddings endpoint, by the digest of the words. Where the server has pgvector, the
-- program turns the column into its type at first use. No vector yet = a replica has claimed it at made_at.
create table knowledge_vector (
  model text not null,
  digest text not null,
  made_at timestamptz not null,
  vector real[],
  primary key (model, digest)
);
