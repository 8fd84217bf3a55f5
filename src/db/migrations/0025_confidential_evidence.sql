-- What was answered in confidence about behaviour after a training: it weighs in the level, and is shown to nobody by itself.
alter table competency_evidence add column confidential boolean not null default false;
