create index issues_run on issues (run_id, id);
drop index issues_record;
drop table completions, corrections, run_reviews;
drop index runs_parent;
alter table runs drop parent_id, drop resolved;
