drop table uploads, outbox, schedules, leases, workers, jobs, issue_counts, issues, run_log, runs, files, profiles, feeds;
drop sequence run_events;
drop function run_changed();
