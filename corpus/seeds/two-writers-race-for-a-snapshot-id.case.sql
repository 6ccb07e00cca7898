-- goldeneye case 1
-- features: commit-race
-- Two DuckLake clients commit the same snapshot id: the first wins, the other loses and retries with the next.
-- @session a
CREATE TABLE ducklake_snapshot (snapshot_id BIGINT PRIMARY KEY, next_file_id BIGINT);
INSERT INTO ducklake_snapshot VALUES (0, 0);
BEGIN TRANSACTION;
-- @session b
BEGIN TRANSACTION;
SELECT max(snapshot_id) FROM ducklake_snapshot;
-- @session a
INSERT INTO ducklake_snapshot VALUES (1, 1);
COMMIT;
-- @session b
-- @expect constraint
INSERT INTO ducklake_snapshot VALUES (1, 1);
ROLLBACK;
BEGIN TRANSACTION;
INSERT INTO ducklake_snapshot VALUES (2, 2);
COMMIT;
SELECT snapshot_id, next_file_id FROM ducklake_snapshot ORDER BY snapshot_id;
