-- goldeneye case 1
-- features: attach, detach
-- @session a
ATTACH ':memory:' AS ${db:x};
CREATE TABLE ${db:x}.main.t (i INTEGER);
-- @session b
INSERT INTO ${db:x}.main.t VALUES (1), (2);
-- @close b
-- @open b
SELECT count(*) FROM ${db:x}.main.t;
-- @session a
DETACH ${db:x};
-- @session b
-- @expect binder
SELECT count(*) FROM ${db:x}.main.t;
