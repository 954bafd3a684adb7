drop table removed_categories;
drop table removed_brands;
drop table removed_products;
drop table removed_offers;
drop table undo_kept;
drop table undos;
drop table absence_changes;
drop table prior_words;
drop index changes_names;
drop index changes_undo;
drop index changes_of;
delete from changes where undo_id is not null;
alter table changes
  drop column of_change,
  drop column undo_id,
  drop column prior_run,
  drop column prior_record,
  drop column prior_hash,
  drop column exact;
alter table applied_runs drop column counts_absent;
alter table offers drop column missing_since;
alter table offers add column missing_runs smallint not null default 0;
alter table categories drop column created_run;
alter table brands drop column created_run;
