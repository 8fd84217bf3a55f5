-- Secrets that replicas share, e.g. the key that signs the web chat's cookie. Never part of a backup.

create table secret (
  name text primary key,
  value text not null,
  made_at timestamptz not null
);
