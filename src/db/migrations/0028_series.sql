-- Yearly series (F25): what comes back every year under one name. Its meetings are classes of the trainings whose `series` is that name.
create table training_series (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  name text not null,
  about text not null,
  state text not null check (state in ('berjalan', 'selesai')),
  made_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id)
);

create unique index training_series_name on training_series (cell, agency_id, lower(name)) where state = 'berjalan';

-- One year of it. lessons: what this year has taught; the next one is shown them.
create table series_year (
  cell smallint not null,
  agency_id smallint not null,
  series_id bigint not null,
  year smallint not null check (year between 2000 and 2100),
  audience text not null,
  theme text,
  lessons text,
  begun_at timestamptz not null,
  primary key (cell, agency_id, series_id, year),
  foreign key (cell, agency_id, series_id) references training_series (cell, agency_id, id) on delete cascade
);
