import { type Comparison, type Step, splitStatements } from '../../../src/index.js'
import { identifier } from '../value.js'
import { tablesMadeBy } from './batch-words.js'
import { SCHEMA } from './read-scope.js'
import { say } from './saying.js'

const SAID: Comparison = { rows: 'none', because: 'what a server says of itself' }

/** What the client asks a server that it has not met. */
export function greeting(session: string): readonly Step[] {
  const version = `SELECT version(), (SELECT COUNT(*) FROM pg_settings WHERE name LIKE 'rds%')`
  return [
    say(
      session,
      { sql: 'SELECT version(), 0::BIGINT AS count', postgres: version },
      { compare: SAID },
    ),
    say(
      session,
      { sql: 'SELECT NULL AS to_regclass', postgres: "SELECT to_regclass('duckdb_secrets')" },
      { compare: SAID },
    ),
  ]
}

/** Whether a text makes the catalog's tables. */
export function isCreation(sql: string): boolean {
  return /CREATE TABLE "\$\{schema:lake\}"\.ducklake_metadata\(/.test(sql)
}

/** The catalog's tables, one by one and with every name quoted; then its first rows. */
export function creationWords(session: string, sql: string): readonly Step[] {
  return splitStatements(sql).map(({ text }) => {
    const [made] = tablesMadeBy(text)
    return say(session, { sql: made ? createText(...made) : text })
  })
}

/** How the client makes a table of its catalog. */
export function createText(table: string, columns: ReadonlyMap<string, string>): string {
  const list = [...columns].map(([name, type]) => {
    const whole = type.replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE')
    return `${identifier(name)} ${whole}`
  })
  return `CREATE TABLE ${SCHEMA}.${identifier(table)}(${list.join(', ')});`
}

const NONE: Comparison = { rows: 'none', because: 'numbers of objects are its own' }

/** How much of PostgreSQL's catalog a client wants to know: all schemas, or the one of its lake, where it was told of it. */
export type Introspection = 'all' | 'schema'

const ONE_SCHEMA = /(?:WHERE| AND) (?:\w+\.)?nspname IN \('\$\{schema:lake\}'\)/g

/** What a client that finds a catalog asks before it uses it: everything that PostgreSQL's catalog says, in one message. */
export function attaching(session: string, looksAt: Introspection): readonly Step[] {
  const begin = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ;'
  const sql = `BEGIN TRANSACTION; ${'SELECT 1; '.repeat(5)}`
  const all = INTROSPECTION.replaceAll(ONE_SCHEMA, '')
  const asked = looksAt === 'schema' ? INTROSPECTION : all
  return [
    say(session, { sql, postgres: `${begin}\n${asked}` }, { compare: NONE }),
    say(session, { sql: 'COMMIT' }),
  ]
}

const INTROSPECTION = `
SELECT oid, nspname
FROM pg_namespace
WHERE nspname IN ('\${schema:lake}')
ORDER BY oid;

SELECT pg_namespace.oid AS namespace_id, relname, relpages, attname,
    pg_type.typname type_name, atttypmod type_modifier, pg_attribute.attndims ndim,
    attnum, pg_attribute.attnotnull AS notnull, NULL constraint_id,
    NULL constraint_type, NULL constraint_key, type_ns.nspname AS type_schema,
    col_desc.description AS column_comment, tbl_desc.description AS table_comment
FROM pg_class
JOIN pg_namespace ON relnamespace = pg_namespace.oid
JOIN pg_attribute ON pg_class.oid=pg_attribute.attrelid
JOIN pg_type ON atttypid=pg_type.oid
JOIN pg_namespace type_ns ON pg_type.typnamespace = type_ns.oid
LEFT JOIN pg_description col_desc ON col_desc.objoid=pg_class.oid AND col_desc.objsubid=pg_attribute.attnum
LEFT JOIN pg_description tbl_desc ON tbl_desc.objoid=pg_class.oid AND tbl_desc.objsubid=0
WHERE attnum > 0 AND relkind IN ('r', 'v', 'm', 'f', 'p') AND pg_namespace.nspname IN ('\${schema:lake}')
UNION ALL
SELECT pg_namespace.oid AS namespace_id, relname, NULL relpages, NULL attname, NULL type_name,
    NULL type_modifier, NULL ndim, NULL attnum, NULL AS notnull,
    pg_constraint.oid AS constraint_id, contype AS constraint_type,
    conkey AS constraint_key, NULL AS type_schema, NULL AS column_comment, NULL AS table_comment
FROM pg_class
JOIN pg_namespace ON relnamespace = pg_namespace.oid
JOIN pg_constraint ON (pg_class.oid=pg_constraint.conrelid)
WHERE relkind IN ('r', 'v', 'm', 'f', 'p') AND contype IN ('p', 'u') AND pg_namespace.nspname IN ('\${schema:lake}')
ORDER BY namespace_id, relname, attnum, constraint_id;

SELECT n.oid, enumtypid, typname, enumlabel
FROM pg_enum e
JOIN pg_type t ON e.enumtypid = t.oid
JOIN pg_namespace AS n ON (typnamespace=n.oid)
WHERE n.nspname IN ('\${schema:lake}')
ORDER BY n.oid, enumtypid, enumsortorder;

SELECT n.oid, t.typrelid AS id, t.typname as type, pg_attribute.attname, sub_type.typname,
    sub_type_ns.nspname AS sub_type_schema
FROM pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_class ON pg_class.oid = t.typrelid
JOIN pg_attribute ON attrelid=t.typrelid
JOIN pg_type sub_type ON (pg_attribute.atttypid=sub_type.oid)
JOIN pg_catalog.pg_namespace sub_type_ns ON sub_type_ns.oid = sub_type.typnamespace
WHERE pg_class.relkind IN ('c', 'r', 'v', 'm', 'f', 'p') AND t.typtype='c'
AND pg_attribute.attnum > 0 AND NOT pg_attribute.attisdropped AND n.nspname IN ('\${schema:lake}')
ORDER BY n.oid, t.oid, attrelid, attnum;

SELECT pg_namespace.oid, tablename, indexname
FROM pg_indexes
JOIN pg_namespace ON (schemaname=nspname)
WHERE pg_namespace.nspname IN ('\${schema:lake}')
ORDER BY pg_namespace.oid;
`
