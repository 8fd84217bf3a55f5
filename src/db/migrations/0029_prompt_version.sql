-- Prompts that were put to use in place of the shipped ones (`kawan model prompt`). Of an id the newest stands, as long as it is newer than what is
-- shipped and asks for the same inputs. tests: its test set, one case a line; null = that of the one before. reason: why it is used although
-- something is answered worse.
create table prompt_version (
  cell smallint not null,
  id text not null,
  version int not null check (version > 0),
  text text not null,
  tests text,
  reason text,
  put_at timestamptz not null,
  primary key (cell, id, version)
);
