import { type Invariant, invariant } from '../invariant.js'

const THING = `concat(kind, ' ', id, CASE WHEN part = 0 THEN '' ELSE concat(' column ', part) END,
CASE WHEN key = '' THEN '' ELSE concat(' ', key) END`

/** When what is versioned begins and ends. Neighbours in one pass: any overlap shows between two that follow each other. */
export const VERSIONS: readonly Invariant[] = [
  invariant('V1', {
    says: 'a version begins at a snapshot from 0 to the newest, and ends later than it begins and not behind the newest',
    why: 'what begins behind the newest snapshot is left by a commit that was rolled back or lost',
    sql: `SELECT COALESCE(b, e), ${THING}, ' from ', b, ' to ', e, ' where the newest is ', n.snapshot_id)
FROM ge_versions CROSS JOIN ge_newest n
WHERE b IS NULL OR b < 0 OR b > n.snapshot_id OR e <= b OR e > n.snapshot_id`,
  }),
  invariant('V2', {
    says: 'the versions of one thing do not overlap; a thing is a schema, table, view, macro, column, tag, column tag, the partitioning or sorting of a table, a data file, or the delete file of a data file',
    why: 'a version of the catalog would show the thing twice',
    sql: `SELECT later, ${THING}, ' is there from ', b, ' to ', e, ' and again from ', later)
FROM (SELECT kind, id, part, key, b, e,
LEAD(b) OVER (PARTITION BY kind, id, part, key ORDER BY b, e NULLS LAST) AS later FROM ge_versions) v
WHERE later IS NOT NULL AND (e IS NULL OR later < e)`,
  }),
  invariant('V3', {
    says: 'at any time a name is used once, whatever its case: of schemas, of tables and views in a schema, of columns in their parent, of macros of one kind in a schema',
    why: 'which of the two a name means hangs on the order of rows',
    sql: `SELECT later, concat(space, ' ', name, ' of ', holder, ' is there from ', b, ' to ', e, ' and again from ', later)
FROM (SELECT space, holder, part, name, b, e,
LEAD(b) OVER (PARTITION BY space, holder, part, name ORDER BY b, e NULLS LAST) AS later FROM ge_names) v
WHERE later IS NOT NULL AND (e IS NULL OR later < e)`,
  }),
]
