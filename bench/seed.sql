-- Fills an empty, migrated db_catalog for timing lists and searches:
--   psql -v products=1000000 -f bench/seed.sql "$DB_CATALOG_URL"
-- The data is made so that it hurts where real catalogues do: few brands and suppliers hold most of the products,
-- words repeat by the hundred thousand, a tenth of the products has no stock figure and a tenth no GTIN.
-- The same call makes the same data.
\set ON_ERROR_STOP on
\if :{?products} \else \set products 1000000 \endif
\o /dev/null

begin;
select setseed(0.42);

do $$ begin
  if exists (select from products) then raise 'there are products in this database: seed an empty one'; end if;
end $$;

insert into suppliers (code, name, currency)
select 'S' || lpad(n::text, 2, '0'), (array['Alpha','Bravo','Kappa','Delta','Omega'])[1 + n % 5] || ' Distribution ' || n, 'EUR'
from generate_series(1, 20) n;

insert into brands (name, name_key)
select initcap(word), word
from (select (array['bo','ma','hi','de','fes','phi','sie','ka','wu','sta'])[1 + n % 10]
          || (array['sch','ki','lti','wal','to','lips','mens','er','rth','nley'])[1 + n / 10 % 10]
          || (array['','o','ex','is','um','ar'])[1 + n / 100 % 6] || coalesce(nullif(n / 600, 0)::text, '') as word
      from generate_series(0, 1999) n) words
on conflict do nothing;

insert into categories (path, path_key, name)
select name, lower(name), name
from unnest(array['Tools','Electrical','Plumbing','Garden','Office','Kitchen','Automotive','Lighting','Safety','Paint']) name;
insert into categories (path, path_key, name, parent_id)
select path || '/Range ' || n, path_key || '/range ' || n, 'Range ' || n, id
from categories, generate_series(1, 12) n where parent_id is null;
insert into categories (path, path_key, name, parent_id)
select path || '/Type ' || n, path_key || '/type ' || n, 'Type ' || n, id
from categories, generate_series(1, 10) n where parent_id is not null;

create temporary table made on commit drop as
select n,
       -- Cubes of a uniform number: the first tenth of the brands gets half of the products.
       (select min(id) from brands) + floor(power(random(), 3) * (select count(*) from brands))::bigint as brand_id,
       (select max(id) from categories) - floor(power(random(), 2) * 1199)::bigint as category_id,
       random() as a, random() as b, random() as c, random() as d
from generate_series(1, :products) n;

insert into products (id, gtin, sku, name, description, brand_id, category_id, mpn, mpn_key, weight_kg, images, status,
                      owner_supplier_id, offers, best_offer_id, best_supplier_id, best_cost, best_currency, stock, retail_price,
                      created_run, created_record, created_at, updated_at)
select n, case when n % 10 <> 0 then body || (10 - (
         select sum(substr(body, i, 1)::int * case when i % 2 = 1 then 3 else 1 end) from generate_series(1, 13) i) % 10) % 10 end,
       sku, texts.name, texts.name || '. Supplied in its original packaging.', m.brand_id, m.category_id, mpn, mpn,
       round((m.a * 20)::numeric, 3), array['https://img.example/' || n || '.jpg'],
       case when n % 33 = 0 then 2 when n % 97 = 0 then 3 else 1 end, supplier_id,
       1 + (n % 10 < 3)::int, n, supplier_id, case when n % 50 <> 0 then cost end, 'EUR',
       case when n % 10 <> 7 then greatest(0, floor(m.d * 500)::int - 100) end, round(cost * 1.6, 2),
       1, n, now() - m.c * interval '300 days', now() - m.a * interval '60 days'
from made m
join brands on brands.id = m.brand_id
cross join lateral (select
  '0' || (300000000000 + n)::text as body,
  'A' || lpad(n::text, 8, '0') as sku,
  upper(substr(brands.name_key, 1, 2)) || (1000 + n % 9000) || chr(65 + n % 26) as mpn,
  (select min(id) from suppliers) + floor(power(m.c, 2) * 20)::bigint as supplier_id,
  round((0.5 + power(m.b, 4) * 900)::numeric, 4) as cost,
  brands.name || ' '
    || (array['Perceuse','Schraube','Screwdriver','Câble','Lampe LED','Hammer','Clé plate','Pinsel','Pompe','Gants',
              'Zange','Ladder','Tuyau','Dübel','Filtre','Batterie','Adapter','Säge','Projecteur','Valve'])[1 + floor(m.a * 20)::int]
    || ' ' || (array['universelle','rostfrei','heavy duty','verzinkt','compact','18V','230V','noir','weiß','professional'])[1 + floor(m.b * 10)::int]
    || ' M' || (3 + n % 18) || 'x' || (10 + n % 190) || ' ' || (array['IP65','DIN 933','Typ A','2.0','XL'])[1 + n % 5]
    || ' ' || n as name) texts;

insert into offers (id, supplier_id, supplier_sku, product_id, cost, currency, retail_price, stock, moq, pack, lead_time_days,
                    record_hash, created_run, created_record, run_id, record, created_at, updated_at)
select id, owner_supplier_id, sku, id, best_cost, 'EUR', retail_price, stock, 1, 10, 3, id, 1, created_record, 1, created_record,
       created_at, updated_at
from products
union all
select id + :products, first + (owner_supplier_id - first + 7) % 20, 'X' || sku, id, best_cost * 1.1, 'EUR', retail_price, 5, 1, 10, 2, -id, 2, created_record, 2,
       created_record, created_at, updated_at
from products, (select min(id) as first from suppliers) suppliers where offers = 2;

select setval(pg_get_serial_sequence('products', 'id'), :products), setval(pg_get_serial_sequence('offers', 'id'), 2 * :products);

insert into product_search (product_id, words)
select p.id, replace(translate(lower(p.name || ' ' || b.name || ' ' || p.sku || ' ' || p.mpn || case when p.offers = 2 then ' x' || p.sku else '' end),
                       'âäàéèêëîïôöùûüç', 'aaaeeeeiioouuuc'), 'ß', 'ss')
from products p join brands b on b.id = p.brand_id;

update suppliers set offers = o.offers, products = p.products
from (select supplier_id, count(*) as offers from offers group by 1) o,
  (select owner_supplier_id, count(*) as products from products group by 1) p
where o.supplier_id = suppliers.id and p.owner_supplier_id = suppliers.id;
commit;

vacuum (analyze) products, offers, product_search, brands, categories, suppliers;
