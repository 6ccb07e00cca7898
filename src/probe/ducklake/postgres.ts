import { type Asked, answered, type Need } from './need.js'
import { type Clients, isFine, lastOf, say, told } from './talk.js'

/** A question of the postgres extension; it is answered when it succeeds, and where said with so many rows at least. */
interface Question {
  readonly asked: Asked
  readonly sql: (clients: Clients) => string
  readonly rowsMin?: number
}

const CANNOT_ATTACH = "ATTACH 'ducklake:postgres:...' fails"

const QUESTIONS: readonly Question[] = [
  {
    asked: of('REPEATABLE READ', `${CANNOT_ATTACH} at its first commit: it begins so`),
    sql: () => 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  },
  {
    asked: of('version() and pg_settings', CANNOT_ATTACH),
    sql: () => "SELECT version(), (SELECT COUNT(*) FROM pg_settings WHERE name LIKE 'rds%')",
    rowsMin: 1,
  },
  {
    asked: of(
      'pg_class, pg_namespace, pg_attribute, pg_type',
      `${CANNOT_ATTACH}: it finds no table`,
    ),
    sql: ({ schema }) => `SELECT pg_class.oid, relpages, attname, typname, atttypmod, attnotnull
FROM pg_class
JOIN pg_namespace ON relnamespace = pg_namespace.oid
JOIN pg_attribute ON pg_class.oid = pg_attribute.attrelid
JOIN pg_type ON atttypid = pg_type.oid
WHERE attnum > 0 AND relkind IN ('r', 'v', 'm', 'f', 'p') AND nspname = '${schema}' AND relname = 'ge_snapshot'`,
    rowsMin: 2,
  },
  {
    asked: of('pg_constraint', `${CANNOT_ATTACH}, which looks for primary keys`),
    sql: () => 'SELECT conrelid, conname, contype, conkey FROM pg_constraint LIMIT 1',
  },
  {
    asked: of('to_regclass', 'the extension cannot look for stored secrets'),
    sql: () => "SELECT to_regclass('duckdb_secrets')",
    rowsMin: 1,
  },
  {
    asked: of(
      'COPY TO STDOUT in binary',
      'no table can be read, unless pg_use_text_protocol is set',
    ),
    sql: () => 'COPY (SELECT "snapshot_id" FROM "ge_snapshot") TO STDOUT (FORMAT "binary")',
  },
  {
    asked: of('COPY TO STDOUT in text', 'only plain SELECT is left for reading tables'),
    sql: () => 'COPY (SELECT snapshot_id FROM ge_snapshot) TO STDOUT',
  },
  {
    asked: of('ctid', 'the first UPDATE or DELETE of set_option, flush, expire or clean-up fails'),
    sql: () => 'SELECT ctid FROM ge_snapshot LIMIT 1',
    rowsMin: 1,
  },
  {
    asked: of('temporary tables ON COMMIT DROP', 'the first UPDATE outside of a commit fails'),
    sql: () => 'BEGIN; CREATE LOCAL TEMPORARY TABLE ge_update (a BIGINT) ON COMMIT DROP; COMMIT',
  },
  {
    asked: of('DISCARD ALL', 'a connection cannot go back to the pool of a client'),
    sql: () => 'DISCARD ALL',
  },
]

function of(what: string, consequence: string): Asked {
  return { group: 'postgres', what, consequence }
}

/** What DuckDB's postgres extension asks of a server, as it asks it. */
export async function postgresNeeds(clients: Clients): Promise<readonly Need[]> {
  const needs: Need[] = []
  for (const { asked, sql, rowsMin = 0 } of QUESTIONS) {
    const outcome = lastOf(await say(clients.b, sql(clients)))
    await say(clients.b, 'ROLLBACK')
    const rows = outcome.kind === 'rows' ? outcome.rows.length : 0
    const isThere = isFine(outcome) && rows >= rowsMin
    needs.push(
      answered(asked, isThere, isFine(outcome) && !isThere ? `${rows} rows` : told(outcome)),
    )
  }
  return needs
}
