-- A child import completes another one: the corrected file of its rejected records, or its corrected records.
alter table runs add parent_id bigint references runs (id);
-- How many of the rejected records came in by children that are in the catalogue.
alter table runs add resolved bigint not null default 0;
create index runs_parent on runs (parent_id) where parent_id is not null;

-- What a run measured, what a person sees before it counts, and what they approved.
create table run_reviews (
  run_id   bigint primary key references runs (id) on delete cascade,
  measures jsonb,                                   -- what the limits of the next runs are learned from
  review   jsonb,                                   -- brakes, biggest moves, new brands and categories, gone offers
  approval jsonb                                    -- {by, at, selection}
);

-- What a person put in the place of a value of the file. Every reading of the run's file uses them.
create table corrections (
  id     bigint generated always as identity primary key,
  run_id bigint not null references runs (id) on delete cascade,
  record bigint,                                    -- this record only; null: every record with `raw` in the field
  field  text not null,
  raw    text,
  value  text,                                      -- null: nothing
  by     text,
  at     timestamptz not null,
  check (record is not null or raw is not null)
);
create unique index corrections_record on corrections (run_id, record, field) where record is not null;
create unique index corrections_raw on corrections (run_id, field, md5(raw)) where record is null;

-- Which rejected records of a run a child brought in; counted once the child is in the catalogue.
create table completions (
  child_id bigint primary key references runs (id) on delete cascade,
  run_id   bigint not null references runs (id) on delete cascade,
  records  bigint[] not null,                       -- the parent's numbers of them
  others   bigint not null default 0                -- records that came in and name no place in the parent's file
);
create index completions_run on completions (run_id);

-- In the order of the file also where corrected records were checked again.
create index issues_record on issues (run_id, record, id);
drop index issues_run;
