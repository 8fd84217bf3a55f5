-- The web chat's own tables: who may read which talk, and what the page shows again after a reload.

create table web_chat (
  cell smallint not null,
  chat text not null,
  city text,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (cell, chat)
);

create index web_chat_seen on web_chat (cell, seen_at);

create table web_message (
  cell smallint not null,
  chat text not null,
  id bigint generated always as identity,
  key text not null,
  author text not null check (author in ('person', 'assistant')),
  body jsonb not null,
  at timestamptz not null,
  primary key (cell, chat, id),
  unique (cell, chat, key)
);

create index web_message_at on web_message (cell, at);
