drop table learned_headers;
alter table runs drop column drift, drop column profile_version, drop column profile_digest;
alter table feeds
  add column absent_policy text not null default 'keep' check (absent_policy in ('keep', 'zero_stock', 'discontinue')),
  add column absent_runs integer not null default 1 check (absent_runs between 1 and 100);
