-- goldeneye case 1
-- finding: GE-7972c0c0   oracle: differential   kind: outcome
-- known: https://github.com/duckdb/ducklake/issues/1305
-- reason: The client remembers for all its sessions that a table has inlined deletes. In a transaction that is older than that, a DuckDB catalog has no such table and the read fails; PostgreSQL has it, empty. The client's own fault; #1305 is the nearest public issue.
-- owner: ducklake-client
-- applies: profile=ducklake
-- match: oracle=differential kind=outcome skeleton="SELECT * FROM i1.i2.i3" types="" shows="rows where error catalog was right" missing="ducklake_inlined_delete_n"
-- @session a
-- @node leader
-- @session b
-- @node leader
-- @session a
ATTACH 'ducklake:${db:lake}' AS ${db:lake};
CREATE TABLE ${db:lake}.main.t1 (k BIGINT);
INSERT INTO ${db:lake}.main.t1 SELECT i FROM range(40) r(i);
-- @session b
BEGIN;
-- @compare rows=bag because no order was asked for
SELECT * FROM ${db:lake}.main.t1;
-- @session a
DELETE FROM ${db:lake}.main.t1 WHERE k < 3;
-- @compare rows=bag because no order was asked for
SELECT * FROM ${db:lake}.main.t1;
-- @session b
-- @compare rows=bag because no order was asked for
SELECT * FROM ${db:lake}.main.t1;
COMMIT;
