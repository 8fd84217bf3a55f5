-- Messengers: one row per account that we hold, what is known of a person's reachability, files on their way.

-- heard_at: when the person last wrote, by the network's clock (WhatsApp takes free text for 24 hours after it).
-- unreachable: why the network takes nothing for this person; gone with their next message.
alter table mailbox add column heard_at timestamptz;
alter table mailbox add column unreachable text;

-- skipped: part of a flood; dropped: a dead one that an operator gave up.
alter table inbox drop constraint inbox_status_check;
alter table inbox add constraint inbox_status_check check (status in ('waiting', 'done', 'dead', 'skipped', 'dropped'));

create index inbox_dead on inbox (cell, id) where status = 'dead';

alter table outbox add column account text generated always as (address->>'account') stored;
alter table outbox add column price jsonb;

drop index outbox_due;
drop index outbox_order;

create index outbox_due on outbox (cell, channel, account, lane, due_at) where status = 'waiting';

create index outbox_sending on outbox (cell, channel, account, lease_until) where status = 'sending';

-- Order is kept within a lane: an answer does not wait for a notice to the same person.
create index outbox_order on outbox (cell, conversation, lane, id) where status in ('waiting', 'sending');

-- A bot or a number. owner, epoch and lease_until say which process takes its messages, where only one may.
create table channel_account (
  cell smallint not null,
  channel text not null,
  account text not null,
  state text not null default 'connecting',
  detail text,
  changed_at timestamptz not null,
  seen_at timestamptz not null,
  paused_until timestamptz,
  last_error text,
  last_error_at timestamptz,
  owner text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  primary key (cell, channel, account)
);

-- Bytes that go out with a letter.
create table blob (
  cell smallint not null,
  id text not null,
  conversation text not null,
  name text not null,
  mime text not null,
  bytes bytea not null,
  made_at timestamptz not null,
  primary key (cell, id)
);

create index blob_made on blob (cell, made_at);
