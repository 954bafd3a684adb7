drop schema staging cascade;
drop table outbox, changes, applied_runs, stock_history, price_history, offers, product_search, products, categories, brands, suppliers;
drop function ensure_history_partitions(timestamptz);
drop extension if exists pg_trgm;
