-- Cities (agencies), the gate's own tables, and what a talk remembers.

create table agency (
  id smallint primary key,
  slug text not null unique,
  name text not null,
  zone text not null
);

insert into agency (id, slug, name, zone) values
  (1, 'tanjungpinang', 'Tanjungpinang', 'Asia/Jakarta'),
  (2, 'kendari', 'Kendari', 'Asia/Makassar'),
  (3, 'lhokseumawe', 'Lhokseumawe', 'Asia/Jakarta'),
  (4, 'pontianak', 'Pontianak', 'Asia/Pontianak');

-- A call that waits for the person's own yes; one per conversation, executed once.
create table pending (
  cell smallint not null,
  conversation text not null,
  capability text not null,
  input jsonb not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (cell, conversation)
);

-- What was done, by whom; never what was said.
create table audit (
  cell smallint not null,
  id bigint generated always as identity,
  at timestamptz not null,
  agency_id smallint,
  conversation text,
  person_id bigint,
  capability text not null,
  outcome text not null,
  detail jsonb not null,
  primary key (cell, id)
);

create index audit_at on audit (cell, at);

-- State of a talk: the city chosen, what is being asked, the choices last shown.
create table conversation (
  cell smallint not null,
  id text not null,
  agency_id smallint references agency (id),
  state jsonb not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (cell, id)
);

create index conversation_seen on conversation (cell, seen_at);
