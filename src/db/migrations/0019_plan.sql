-- The yearly plan of competence development, line by line (PP 11/2017 Pasal 207): what classes refer to by their plan_line.

-- The seven elements: competencies; target (people, how many); form with route; provider; schedule; fit with the curriculum of the
-- instance that keeps the field; budget with its source. Words where only the city knows more.
create table plan_line (
  cell smallint not null,
  agency_id smallint not null references agency (id),
  year smallint not null check (year between 2000 and 2100),
  code text not null,
  name text not null,
  competencies text[] not null default '{}',
  target text not null,
  target_count integer not null check (target_count > 0),
  form text not null,
  provider text not null,
  schedule text not null,
  curriculum text not null,
  budget bigint not null check (budget >= 0),
  budget_source text not null,
  changed_at timestamptz not null,
  primary key (cell, agency_id, year, code)
);
