-- What suppliers call things, and what their money is worth.

-- What a supplier's brand or category is called here. What a run brings for the first time waits as `unmapped`.
create table value_maps (
  id           bigint generated always as identity primary key,
  kind         text not null check (kind in ('brand', 'category')),
  supplier_id  bigint references suppliers (id) on delete cascade,   -- null: for every supplier
  value        text not null,                       -- as the file says it
  value_key    text collate "C" not null,           -- folded, as names are in brands and paths in categories
  state        text not null check (state in ('unmapped', 'mapped', 'accepted', 'ignored')),
  target_id    bigint,                              -- the brand or category it stands for
  first_run_id bigint,                              -- the run that brought it
  by           text,                                -- who decided
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  unique nulls not distinct (kind, supplier_id, value_key),
  check ((state = 'mapped') = (target_id is not null))
);
create index value_maps_state on value_maps (kind, state, value_key);
create index value_maps_target on value_maps (kind, target_id) where target_id is not null;

-- What a new name is most like.
create index brands_similar on brands using gin (name_key gin_trgm_ops);
create index categories_similar on categories using gin (path_key gin_trgm_ops);

-- The decision on a value that changed the product.
alter table changes add column value_map bigint;
create index changes_value_map on changes (value_map, product_id) where value_map is not null;
-- Changes that an undo takes back to a brand: that brand has to stay.
create index changes_brand_before on changes ((exact -> 'before' ->> 'brand')) where exact -> 'before' ? 'brand';
create index changes_brand_after on changes ((exact -> 'after' ->> 'brand')) where exact -> 'after' ? 'brand';

-- What one unit of a currency is worth in the catalogue's, from a day on.
create table exchange_rates (
  currency   char(3) not null,
  day        date not null,
  rate       numeric(20,10) not null check (rate > 0),
  by         text,
  updated_at timestamptz not null default now(),
  primary key (currency, day)
);
