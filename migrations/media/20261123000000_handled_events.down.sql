drop table handled_events;
