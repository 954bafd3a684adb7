-- Accounts and what belongs to no single domain: settings, audit, idempotency, login throttling.

create table users (
  id            bigint generated always as identity primary key,
  email         text not null check (length(email) between 3 and 254 and position('@' in email) > 1),
  name          text not null check (length(name) between 1 and 200),
  role          text not null check (role in ('viewer', 'user', 'manager', 'admin')),
  password_hash text not null,                      -- Argon2id, PHC string; made and checked by the app
  is_active     boolean not null default true,
  locale        text not null default 'fr' check (locale in ('fr', 'en')),
  theme         text not null default 'system' check (theme in ('light', 'dark', 'system')),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  last_login_at timestamptz
);
-- One person, one account, however they write their address.
create unique index users_email on users (lower(email));

-- A login: the line of refresh tokens that descend from it. Ends as a whole.
create table sessions (
  id         bigint generated always as identity primary key,
  user_id    bigint not null references users (id) on delete cascade,
  created_at timestamptz not null,
  used_at    timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text check (revoked_by in ('logout', 'reuse', 'password', 'admin')),
  address    text,
  user_agent text
);
create index sessions_user on sessions (user_id) where revoked_at is null;
create index sessions_expired on sessions (expires_at);

-- Every refresh token ever handed out for a session that still exists: an old one that turns up again was stolen.
create table refresh_tokens (
  token_hash  bytea primary key check (length(token_hash) = 32), -- SHA-256
  session_id  bigint not null references sessions (id) on delete cascade,
  created_at  timestamptz not null,
  replaced_at timestamptz
);
create index refresh_tokens_session on refresh_tokens (session_id);

create table api_keys (
  id           bigint generated always as identity primary key,
  user_id      bigint not null references users (id) on delete cascade,
  name         text not null check (length(name) between 1 and 200),
  prefix       text not null,                       -- what is shown of it: pm_live_ and the first characters
  key_hash     bytea not null unique check (length(key_hash) = 32), -- SHA-256: the key is random, not chosen
  role         text not null check (role in ('viewer', 'user', 'manager', 'admin')),
  created_at   timestamptz not null,
  last_used_at timestamptz
);
create index api_keys_user on api_keys (user_id, id);

create table settings (
  key        text primary key,
  value      jsonb not null,
  updated_at timestamptz not null,
  updated_by text
);

create table audit_log (
  id      bigint generated always as identity primary key,
  at      timestamptz not null,
  user_id bigint,                                   -- no foreign key: the log outlives the account
  actor   text not null,                            -- the e-mail address then, or CLI
  action  text not null,                            -- user.created, setting.changed, …
  subject text,
  details jsonb not null default '{}',
  address text
);
create index audit_log_time on audit_log (at desc, id desc);

-- Failed logins per e-mail address and per network address, in the database so that all replicas count together.
create table login_throttle (
  scope         text not null check (scope in ('email', 'address')),
  subject       text not null,
  failures      integer not null,
  window_start  timestamptz not null,
  blocked_until timestamptz,
  primary key (scope, subject)
);
create index login_throttle_old on login_throttle (window_start);

create table idempotency_keys (
  user_id      bigint not null references users (id) on delete cascade,
  route        text not null,
  key          text not null check (length(key) between 1 and 255),
  request_hash bytea not null check (length(request_hash) = 32),
  status       smallint,                            -- null: the first request is still being answered
  content_type text,
  body         bytea,
  created_at   timestamptz not null,
  primary key (user_id, route, key)
);
create index idempotency_keys_old on idempotency_keys (created_at);

create table outbox (
  id         bigint generated always as identity primary key,
  kind       text not null,
  payload    jsonb not null,
  created_at timestamptz not null default now(),
  done_at    timestamptz
);
create index outbox_open on outbox (id) where done_at is null;
