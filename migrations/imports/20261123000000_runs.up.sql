-- Feeds, profiles, runs and their issues, jobs. The rows here are the truth; the broker only carries ids.

create table feeds (
  id            bigint generated always as identity primary key,
  supplier_id   bigint not null,                    -- suppliers.id in db_catalog
  name          text not null default 'default',
  kind          text not null default 'upload',
  settings      jsonb not null default '{}',
  absent_policy text not null default 'keep' check (absent_policy in ('keep', 'zero_stock', 'discontinue')),
  absent_runs   integer not null default 1 check (absent_runs between 1 and 100),
  is_active     boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  unique (supplier_id, name)
);

create table profiles (
  id         bigint generated always as identity primary key,
  feed_id    bigint not null references feeds (id) on delete cascade,
  name       text not null default 'default',
  version    integer not null,
  profile    jsonb not null,                        -- catalog::profile::Profile
  created_by text,
  created_at timestamptz not null default now(),
  unique (feed_id, name, version)
);

-- A stored file, by content.
create table files (
  sha256     text collate "C" primary key check (length(sha256) = 64),
  size       bigint not null,
  object_key text not null,
  created_at timestamptz not null default now()
);

create sequence run_events;

create table runs (
  id              bigint generated always as identity primary key,
  feed_id         bigint not null references feeds (id),
  supplier_id     bigint not null,
  supplier_code   text not null,
  supplier_name   text not null,
  file_sha256     text collate "C" not null references files (sha256),
  file_name       text not null,
  file_size       bigint not null,
  format          text,
  mode            text not null check (mode in ('apply', 'dry_run', 'review')),
  status          text not null check (status in ('received', 'inspected', 'needs_mapping', 'staged', 'held', 'review',
                    'applied', 'done', 'paused', 'cancelled', 'failed', 'undone', 'unchanged')),
  phase           text check (phase in ('receive', 'inspect', 'stage', 'diff', 'apply', 'follow_up')),
  overrides       jsonb,                            -- what the person said about structure and mapping
  profile         jsonb,                            -- the profile it is, or was, read with
  records         bigint not null default 0,
  created         bigint not null default 0,
  updated         bigint not null default 0,
  unchanged       bigint not null default 0,
  duplicates      bigint not null default 0,
  rejected        bigint not null default 0,
  discontinued    bigint not null default 0,
  warnings        bigint not null default 0,
  done            bigint not null default 0,        -- of the present phase
  total           bigint,
  rate            real,                             -- records a second in the present phase
  message         text,
  message_code    text,
  created_by      text,
  source          text not null check (source in ('upload', 'cli', 'api', 'demo')),
  created_at      timestamptz not null,
  started_at      timestamptz,
  finished_at     timestamptz,
  wanted          text check (wanted in ('pause', 'cancel')),
  approved        boolean not null default false,   -- a held or reviewed run may be applied
  attempt         integer not null default 0,
  worker          text,
  lease_until     timestamptz,
  fence           bigint not null default 0,        -- grows with every lease: who holds an older one is refused
  event_id        bigint not null default nextval('run_events')
);
create index runs_recent on runs (created_at desc, id desc);
create index runs_supplier on runs (supplier_id, id desc);
create index runs_feed on runs (feed_id, id desc);
create index runs_open on runs (id) where status in ('received', 'inspected', 'staged', 'applied');
create index runs_event on runs (event_id);

-- Every change of a run gets an event id and wakes the listeners.
create function run_changed() returns trigger language plpgsql as $$
begin
  new.event_id := nextval('run_events');
  perform pg_notify('run_changed', new.id || ' ' || new.event_id);
  return new;
end $$;
create trigger run_changed before insert or update on runs for each row execute function run_changed();

create table run_log (
  id     bigint generated always as identity primary key,
  run_id bigint not null references runs (id) on delete cascade,
  at     timestamptz not null,
  level  text not null check (level in ('info', 'warning', 'error')),
  code   text not null,
  params jsonb not null default '{}'
);
create index run_log_run on run_log (run_id, id);

create table issues (
  id       bigint generated always as identity primary key,
  run_id   bigint not null,
  record   bigint not null,
  line     bigint not null,
  field    text,
  code     text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  raw      text not null
);
create index issues_run on issues (run_id, id);

-- Exact counts: of the kinds that don't reject a record, issues itself keeps only the first many.
create table issue_counts (
  run_id   bigint not null,
  code     text not null,
  severity text not null,
  field    text not null default '',
  count    bigint not null,
  primary key (run_id, code, severity, field)
);

create table jobs (
  id           bigint generated always as identity primary key,
  kind         text not null,
  run_id       bigint references runs (id) on delete cascade,
  args         jsonb not null default '{}',
  status       text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed', 'dead', 'cancelled')),
  attempts     integer not null default 0,
  max_attempts integer not null default 8,
  run_after    timestamptz not null,
  lease_until  timestamptz,
  fence        bigint not null default 0,
  worker       text,
  last_error   text,
  sent_at      timestamptz,                         -- when it was last given to the broker
  created_at   timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz
);
create unique index jobs_one_per_run on jobs (kind, run_id) where run_id is not null and status in ('queued', 'running');
create index jobs_open on jobs (run_after) where status in ('queued', 'running');
create index jobs_recent on jobs (created_at desc, id desc);

create table workers (
  name       text primary key,
  role       text not null,
  host       text not null,
  started_at timestamptz not null,
  seen_at    timestamptz not null,
  running    integer not null default 0
);

-- Leadership by lease: who holds the row until `until` leads.
create table leases (
  name   text primary key,
  holder text not null,
  until  timestamptz not null
);

create table schedules (
  name       text primary key,
  fired_at   timestamptz not null
);

create table outbox (
  id         bigint generated always as identity primary key,
  kind       text not null,
  payload    jsonb not null,
  created_at timestamptz not null default now(),
  done_at    timestamptz
);
create index outbox_open on outbox (id) where done_at is null;

-- Files that were uploaded to be looked at, before anybody said what to do with them.
create table uploads (
  token       text primary key,
  file_sha256 text collate "C" not null references files (sha256),
  file_name   text not null,
  file_size   bigint not null,
  created_by  text,
  created_at  timestamptz not null
);
create index uploads_age on uploads (created_at);
