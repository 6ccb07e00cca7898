-- goldeneye case 1
-- features: delete
-- A decimal sum keeps its scale when rows were deleted before it.
-- @session a
CREATE TABLE t0 (c0 DECIMAL(18,2));
INSERT INTO t0 VALUES (1.50), (9.00);
DELETE FROM t0 WHERE c0 > 2;
SELECT sum(c0) FROM t0;
