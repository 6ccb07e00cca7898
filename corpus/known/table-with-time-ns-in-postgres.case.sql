-- goldeneye case 1
-- finding: GE-873324de   oracle: differential   kind: outcome
-- known: https://github.com/duckdb/ducklake/issues/1435
-- reason: The client keeps a TIME_NS column of inlined rows under DuckDB's own name for the type, which PostgreSQL does not have, so the table cannot be made there. The client's own fault, of the family of #1435.
-- owner: ducklake-client
-- applies: profile=ducklake
-- match: oracle=differential kind=outcome skeleton="CREATE TABLE i1.i2.i3(i4 BIGINT, i5 TIME_NS)" types="" shows="error transaction where done was right"
-- @session a
ATTACH 'ducklake:${db:lake}' AS ${db:lake};
CREATE TABLE ${db:lake}.main.t1 (k BIGINT, c2 TIME_NS);
