import { type Invariant, invariant } from '../invariant.js'

/** The two spaces from which ids are handed out. */
export const IDS: readonly Invariant[] = [
  invariant('A1', {
    says: 'next_catalog_id of the newest snapshot is larger than every id of a schema, table, view, macro, partitioning or sorting',
    why: 'the next commit would hand the same id out again',
    sql: `SELECT o.b, concat(o.kind, ' ', o.id, ' where next_catalog_id is ', n.next_catalog_id) FROM ge_objects o
CROSS JOIN ge_newest n WHERE o.id >= n.next_catalog_id OR o.id < 0`,
  }),
  invariant('A2', {
    says: 'next_file_id of the newest snapshot is larger than every id of a data file, delete file, mapping or scheduled file',
    why: 'the next commit would hand the same id out again',
    sql: `SELECT f.b, concat(f.kind, ' ', f.id, ' where next_file_id is ', n.next_file_id)
FROM (SELECT kind, id, b FROM ge_files UNION ALL SELECT 'scheduled file', data_file_id, CAST(NULL AS BIGINT)
FROM {M}ducklake_files_scheduled_for_deletion) f CROSS JOIN ge_newest n WHERE f.id >= n.next_file_id OR f.id < 0`,
  }),
  invariant('A3', {
    says: 'no two things of the catalog have one id',
    why: 'tags, drops and references by id would mean both',
    sql: `SELECT MAX(b), concat('id ', id, ' is that of a ', MIN(kind), ' and of a ', MAX(kind)) FROM ge_objects
GROUP BY id HAVING COUNT(*) > 1`,
  }),
  invariant('A4', {
    says: 'no two files or mappings have one id',
    why: 'deletes and statistics by id would mean both',
    sql: `SELECT MAX(b), concat('id ', id, ' is that of a ', MIN(kind), ' and of a ', MAX(kind)) FROM ge_files
GROUP BY id HAVING COUNT(*) > 1 OR id IS NULL`,
  }),
  invariant('A5', {
    says: 'an id is smaller than next_catalog_id of the snapshot in which it begins',
    why: 'the snapshot has handed out an id that it did not count',
    sql: `SELECT o.b, concat(o.kind, ' ', o.id, ' begins at snapshot ', o.b, ' with next_catalog_id ', s.next_catalog_id)
FROM ge_objects o JOIN {M}ducklake_snapshot s ON s.snapshot_id = o.b WHERE o.id >= s.next_catalog_id`,
  }),
]
