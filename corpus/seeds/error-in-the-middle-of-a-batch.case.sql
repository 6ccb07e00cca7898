-- goldeneye case 1
-- A simple query of three statements is one transaction: what came before the error is gone.
-- @session a
CREATE TABLE t (i INTEGER PRIMARY KEY);
-- @batch
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (1);
INSERT INTO t VALUES (2);
-- @end
SELECT i FROM t ORDER BY i;
