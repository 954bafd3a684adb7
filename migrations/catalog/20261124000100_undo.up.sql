-- Taking a run back, and bringing it in again: what that needs to know, what it did, what it left.

-- Which run made it: one that nothing uses any more goes with its run.
alter table brands add column created_run bigint;
alter table categories add column created_run bigint;

-- Since which run's file the offer is missing, instead of in how many: a number can't be taken back. How many files
-- that is, the runs themselves say.
alter table offers drop column missing_runs;
alter table offers add column missing_since bigint;

-- The run looked for offers that its file left out.
alter table applied_runs add column counts_absent boolean not null default false;

alter table changes
  -- The change that this one takes back (kind 4): of a run's change an undo, of an undo's change its revert.
  add column of_change    bigint,
  add column undo_id      bigint,
  -- Where the offer's values came from before, and the hash of its last record.
  add column prior_run    bigint,
  add column prior_record bigint,
  add column prior_hash   bigint,
  -- What names and texts can't say exactly: {"before": {brand, category (ids), mpn_key, images}, "after": {the same},
  -- "sources": the product's field_sources before, where a feed that isn't its owner's filled a gap}.
  add column exact        jsonb;
create index changes_of on changes (of_change) where of_change is not null;
create index changes_undo on changes (undo_id, id) where undo_id is not null;
-- Names are few among the changes, and a list of the past is sorted by them.
create index changes_names on changes (at) where after ? 'name';

-- What a search looked at before and after a run, where the run changed that.
create table prior_words (
  run_id     bigint not null,
  product_id bigint not null,
  before     text not null,
  after      text not null,
  primary key (run_id, product_id)
);

-- What runs and undos did to `offers.missing_since`, other than setting it for the first time.
create table absence_changes (
  run_id   bigint not null,
  undo_id  bigint,
  offer_id bigint not null,
  before   bigint,
  after    bigint
);
create index absence_changes_run on absence_changes (run_id);
create index absence_changes_undo on absence_changes (undo_id) where undo_id is not null;

create table undos (
  id               bigint primary key,              -- the id of its job: asked twice, it is done once
  run_id           bigint not null references applied_runs (run_id),
  at               timestamptz not null,
  by               text,
  scope            jsonb,                           -- {fields, offers, products}; null: the whole run
  status           text not null default 'done' check (status in ('done', 'reverted')),
  restored         bigint not null default 0,       -- records of which something went back
  removed_offers   bigint not null default 0,
  removed_products bigint not null default 0,
  brought_back     bigint not null default 0,       -- offers that are on sale again
  kept             bigint not null default 0,       -- values, offers and products that something later stands on
  by_field         jsonb,                           -- [{field, count}]
  reverted_at      timestamptz,
  reverted_by      text,
  reverted_job     bigint
);
create index undos_run on undos (run_id, id);

-- What an undo, or its revert, left as it was.
create table undo_kept (
  id         bigint generated always as identity primary key,
  undo_id    bigint not null references undos (id),
  reverting  boolean not null default false,
  product_id bigint,
  offer_id   bigint,
  name       text not null,
  field      text not null,                         -- or `offer`, `product`: made by the run, and still there
  value      text,
  because    text not null check (because in ('edited', 'later_import', 'locked')),
  by         text,
  run_id     bigint
);
create index undo_kept_undo on undo_kept (undo_id, reverting, id);

-- Whole rows that undos took out; with `restored_at` once a revert brought them in again.
create table removed_offers (undo_id bigint not null, restored_at timestamptz, like offers);
alter table removed_offers add primary key (id, undo_id);
create index removed_offers_undo on removed_offers (undo_id);
create index removed_offers_product on removed_offers (product_id);
create table removed_products (undo_id bigint not null, restored_at timestamptz, words text, like products);
alter table removed_products add primary key (id, undo_id);
create index removed_products_undo on removed_products (undo_id);
create table removed_brands (undo_id bigint not null, restored_at timestamptz, like brands);
alter table removed_brands add primary key (id, undo_id);
create table removed_categories (undo_id bigint not null, restored_at timestamptz, like categories);
alter table removed_categories add primary key (id, undo_id);
