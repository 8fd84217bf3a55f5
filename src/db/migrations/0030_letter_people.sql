-- Whom a signed letter of a class names: only they may fetch it. Letters from before are the officers' alone: nobody noted whom they name.
create table class_file_person (
  cell smallint not null,
  agency_id smallint not null,
  file_id bigint not null,
  person_id bigint not null,
  primary key (cell, agency_id, file_id, person_id),
  foreign key (cell, agency_id, file_id) references class_file (cell, agency_id, id) on delete cascade,
  foreign key (cell, agency_id, person_id) references person (cell, agency_id, id) on delete cascade
);

create index class_file_person_person on class_file_person (cell, agency_id, person_id);
