-- Communities of exchange (F25): who exchanges what, led by its host; with a partner it lives as long as their agreement.
create table community (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  id bigint generated always as identity,
  topic text not null,
  host_id bigint not null,
  partner text,
  agreement text,
  agreement_until date,
  state text not null check (state in ('berjalan', 'selesai')),
  since date not null,
  made_by bigint,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, id),
  check ((partner is null) = (agreement is null) and (partner is null) = (agreement_until is null)),
  foreign key (cell, agency_id, host_id) references person (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, made_by) references person (cell, agency_id, id) on delete set null (made_by)
);

create unique index community_topic on community (cell, agency_id, lower(topic)) where state = 'berjalan';

-- left_at: somebody left; null = takes part.
create table community_member (
  cell smallint not null,
  agency_id smallint not null,
  community_id bigint not null,
  person_id bigint not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (cell, agency_id, community_id, person_id),
  foreign key (cell, agency_id, community_id) references community (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index community_member_person on community_member (cell, agency_id, person_id);

-- One exchange a day, as the host wrote it down. jp: what it lasted, before the conversion table.
create table community_session (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  community_id bigint not null,
  held_on date not null,
  topic text not null,
  jp numeric(4, 2) not null check (jp > 0),
  noted_by bigint,
  noted_at timestamptz not null,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, community_id, held_on),
  foreign key (cell, agency_id, community_id) references community (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, noted_by) references person (cell, agency_id, id) on delete set null (noted_by)
);

-- denied: who was noted says that they were not there; nobody can note them for it again.
create table community_attendance (
  cell smallint not null,
  agency_id smallint not null,
  session_id bigint not null,
  person_id bigint not null,
  denied boolean not null default false,
  primary key (cell, agency_id, session_id, person_id),
  foreign key (cell, agency_id, session_id) references community_session (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index community_attendance_person on community_attendance (cell, agency_id, person_id);

-- A practice that a member shares; the others read it after the host's yes. agreed: null = not answered yet.
create table community_note (
  cell smallint not null,
  agency_id smallint not null,
  id bigint generated always as identity,
  community_id bigint not null,
  person_id bigint not null,
  words text not null,
  link text,
  agreed boolean,
  sent_at timestamptz not null,
  answered_at timestamptz,
  primary key (cell, agency_id, id),
  unique (cell, agency_id, community_id, person_id, words),
  foreign key (cell, agency_id, community_id) references community (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);
