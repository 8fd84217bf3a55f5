-- The message pipeline. One mailbox per conversation keeps order; tail and done are compared inside its own row.

create table mailbox (
  cell smallint not null,
  conversation text not null,
  ready_at timestamptz,
  lease_until timestamptz,
  owner text,
  epoch bigint not null default 0,
  tail bigint not null default 0,
  done bigint not null default 0,
  primary key (cell, conversation),
  check (done <= tail)
);

create index mailbox_ready on mailbox (cell, ready_at) where ready_at is not null;

create table inbox (
  cell smallint not null,
  id bigint generated always as identity,
  conversation text not null,
  channel text not null,
  external_id text not null,
  message jsonb not null,
  received_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'dead')),
  attempts int not null default 0,
  error text,
  finished_at timestamptz,
  primary key (cell, id),
  unique (cell, channel, external_id)
);

create index inbox_waiting on inbox (cell, conversation, id) where status = 'waiting';

create index inbox_finished on inbox (cell, finished_at) where finished_at is not null;

-- key names the letter, part its piece: the same pair is sent under the same id however often it is tried.
create table outbox (
  cell smallint not null,
  id bigint generated always as identity,
  key text not null,
  part int not null,
  conversation text not null,
  channel text not null,
  address jsonb not null,
  native jsonb not null,
  intent text not null check (intent in ('reply', 'notice')),
  lane smallint not null default 0,
  status text not null default 'waiting'
    check (status in ('waiting', 'sending', 'sent', 'delivered', 'read', 'failed', 'expired', 'unknown')),
  attempts int not null default 0,
  created_at timestamptz not null,
  due_at timestamptz,
  lease_until timestamptz,
  owner text,
  expires_at timestamptz not null,
  native_id text,
  error text,
  finished_at timestamptz,
  primary key (cell, id),
  unique (cell, key, part)
);

create index outbox_due on outbox (cell, channel, lane, due_at) where status in ('waiting', 'sending');

create index outbox_order on outbox (cell, conversation, id) where status in ('waiting', 'sending');

create index outbox_native on outbox (cell, channel, native_id) where native_id is not null;

create index outbox_finished on outbox (cell, finished_at) where finished_at is not null;

create table job (
  cell smallint not null,
  id bigint generated always as identity,
  kind text not null,
  key text not null,
  payload jsonb not null,
  run_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'done', 'dead')),
  lease_until timestamptz,
  owner text,
  attempts int not null default 0,
  error text,
  finished_at timestamptz,
  primary key (cell, id),
  unique (cell, kind, key)
);

create index job_due on job (cell, run_at) where status = 'waiting';

create index job_finished on job (cell, finished_at) where finished_at is not null;
