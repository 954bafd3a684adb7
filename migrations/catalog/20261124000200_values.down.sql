drop table exchange_rates;
drop index changes_brand_after;
drop index changes_brand_before;
drop index changes_value_map;
alter table changes drop column value_map;
drop index categories_similar;
drop index brands_similar;
drop table value_maps;
