-- A backup from before the attempts' ids were derived (V30) gets a key of its own when it is restored and brought up to
-- date, so that a store that is asked by ids under that key says of everything that the lost life bought that it is not
-- there. While such a loss is not released, "not there" is no proof.
alter table recovery add column recognizable boolean not null default true;
