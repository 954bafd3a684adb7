-- Which notes of other databases' outboxes were already acted upon here: a note may be delivered twice, its
-- effect happens once, because this row is written by the same transaction.
create table handled_events (
  source     text not null,                         -- the database whose outbox it was
  id         bigint not null,                       -- outbox.id there
  handled_at timestamptz not null default now(),
  primary key (source, id)
);
