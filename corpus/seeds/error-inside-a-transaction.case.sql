-- goldeneye case 1
-- features: error-in-transaction
-- A failed statement fails its transaction: nothing after it counts until ROLLBACK, and nothing before it stays.
-- @session a
CREATE TABLE t (i INTEGER PRIMARY KEY);
-- @batch
BEGIN TRANSACTION;
INSERT INTO t VALUES (1);
-- @end
-- @expect constraint
INSERT INTO t VALUES (1);
-- @expect transaction
SELECT i FROM t;
ROLLBACK;
SELECT i FROM t ORDER BY i;
