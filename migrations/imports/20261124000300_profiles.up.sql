-- What a feed does with absent articles is a policy of its profile now. What its newest profiles don't say yet, they take over.
update profiles p
set profile = jsonb_set(p.profile, '{policies}', coalesce(p.profile -> 'policies', '{}')
      || jsonb_build_object('absent', f.absent_policy, 'absent_runs', f.absent_runs))
from feeds f
where f.id = p.feed_id and f.absent_policy <> 'keep'
  and p.version = (select max(n.version) from profiles n where n.feed_id = p.feed_id and n.name = p.name);
alter table feeds drop column absent_policy, drop column absent_runs;

alter table runs
  add column profile_digest  text collate "C",       -- of what decides what the file's values become
  add column profile_version integer,                -- the kept version that it was read with, if there was one
  add column drift           jsonb;                  -- how the file differs from what the profile was made for

-- What columns were mapped to in files that reached the catalogue.
create table learned_headers (
  supplier_id   bigint not null,
  header        text collate "C" not null,           -- folded: small letters and digits only
  field         text not null,
  supplier_code text not null,
  runs          bigint not null default 1,
  last_run      bigint not null,
  primary key (supplier_id, header, field)
);
create index learned_headers_header on learned_headers (header);
