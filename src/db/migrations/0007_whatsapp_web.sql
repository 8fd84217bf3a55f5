-- WhatsApp Web (an ordinary number, linked as a device): the session itself, who is who, and what was sent.

-- The linked session of a number. creds: sealed; null = not paired. Whoever has creds and keys is the account: in no backup.
-- stopped_code: why it does not connect by itself any more; stopped_version: the protocol version that was refused.
create table wa_account (
  cell smallint not null,
  account text not null,
  creds bytea,
  paired_at timestamptz,
  opened_at timestamptz,
  unpaired_at timestamptz,
  unpaired_why text,
  lost_at timestamptz,
  lost_code int,
  lost_why text,
  stopped_at timestamptz,
  stopped_code int,
  stopped_version text,
  restricted_at timestamptz,
  restricted_until timestamptz,
  primary key (cell, account)
);

-- Keys of the session. id is a keyed digest (it would be telephone numbers), value is sealed.
create table wa_key (
  cell smallint not null,
  account text not null,
  id text not null,
  type text not null,
  value bytea not null,
  written_at timestamptz not null,
  primary key (cell, account, id)
);

create index wa_key_written on wa_key (cell, written_at);

-- One person under the names that WhatsApp uses: lid (hidden id), pn (telephone number). chat is the one known first and stays;
-- jid is the one they wrote from last. ephemeral: seconds after which messages vanish there.
create table wa_contact (
  cell smallint not null,
  account text not null,
  chat text not null,
  lid text,
  pn text,
  jid text not null,
  ephemeral int not null default 0,
  heard_at timestamptz not null,
  answered_at timestamptz,
  primary key (cell, account, chat)
);

create unique index wa_contact_lid on wa_contact (cell, account, lid) where lid is not null;

create unique index wa_contact_pn on wa_contact (cell, account, pn) where pn is not null;

create index wa_contact_heard on wa_contact (cell, heard_at);

-- What left, under WhatsApp's id of it: served again when a phone asks for it, and counted by the governor.
-- message: sealed. fresh: the first one to that person.
create table wa_sent (
  cell smallint not null,
  account text not null,
  id text not null,
  key text not null,
  chat text not null,
  lane text not null check (lane in ('reply', 'notice')),
  fresh boolean not null,
  message bytea not null,
  at timestamptz not null,
  primary key (cell, account, id)
);

create index wa_sent_at on wa_sent (cell, account, at);

-- What an operator wants of the process that holds the number; the newest one counts. link: digest of a one-time link, then
-- of the browser that opened it. shown: what is to be scanned or typed, sealed.
create table wa_order (
  cell smallint not null,
  account text not null,
  id text not null,
  kind text not null check (kind in ('pair-qr', 'pair-code', 'unpair', 'reconnect')),
  asked_at timestamptz not null,
  until_at timestamptz not null,
  link text,
  viewer text,
  shown bytea,
  outcome text,
  settled_at timestamptz,
  primary key (cell, account)
);
