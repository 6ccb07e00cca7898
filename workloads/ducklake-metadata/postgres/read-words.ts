import type { Step } from '../../../src/index.js'
import { lookupOf } from './lookup.js'
import { readText, SCHEMA } from './read-scope.js'
import { comparisonOf, type Fetching, fetch } from './saying.js'
import { scanTexts } from './scan.js'
import { scansOf } from './scans-of.js'
import type { MadeTables } from './type-map.js'

/** Where a question is asked and how its rows come. */
export interface Asking {
  readonly session: string
  readonly fetching: Fetching
  readonly made: MadeTables
}

/**
 * What the client sends for one of its reads: a scan for each table, which it joins and aggregates itself. Both sides are
 * asked the same scans. Undefined where the text is none that it takes apart.
 */
export function readWords(sql: string, asking: Asking): readonly Step[] | undefined {
  const whole = passedThrough(sql)
  const ask = (text: string) => fetch(asking.session, { sql: text }, asking)
  if (whole !== undefined) return [ask(whole)]
  if (isOwnQuestion(sql)) return [ask(sql)]
  const text = readText(sql)
  if (!text) return undefined
  const bodies = text.materialised.map(({ body }) => ask(inSubquery(body)))
  const scans = scansOf(text, asking.made).map((scan) =>
    fetch(asking.session, scanTexts(scan, asking.made), {
      fetching: asking.fetching,
      compare: comparisonOf(scan, asking.made),
    }),
  )
  return bodies.length + scans.length === 0 ? undefined : [...bodies, ...scans]
}

/** The question whether a table is there: to PostgreSQL's catalog, because an error would end the transaction. */
export function probeWords(sql: string, { session }: Asking): readonly Step[] | undefined {
  const table = /^\s*SELECT NULL(?: AS \w+)? FROM "\$\{schema:lake\}"\.(\w+) LIMIT 1;?\s*$/.exec(
    sql,
  )?.[1]
  return table === undefined ? undefined : [lookupOf(session, table)]
}

/** Whether NOW() was one moment is no question of the client, and the server answers it: its times are nobody else's. */
function isOwnQuestion(sql: string): boolean {
  return /^\s*SELECT COUNT\(DISTINCT moment\) AS ge_moments\b/.test(sql)
}

const COLUMNS = ['snapshot_id', 'schema_version', 'next_catalog_id', 'next_file_id']
const SNAPSHOT = `${SCHEMA}.ducklake_snapshot`
const LATEST = `SELECT ${COLUMNS.join(', ')} FROM ${SNAPSHOT} WHERE snapshot_id = \
(SELECT MAX(snapshot_id) FROM ${SNAPSHOT})`

/** The newest snapshot is computed by the server: the client passes that query through as a whole. */
function passedThrough(sql: string): string | undefined {
  return sql.trim().replace(/;$/, '') === LATEST ? inSubquery(LATEST) : undefined
}

function inSubquery(body: string): string {
  const list = /^SELECT ([\w, ]+)\sFROM/.exec(body)?.[1] ?? ''
  const columns = list.split(', ').map((name) => `"${name.trim()}"`)
  return `SELECT ${columns.join(', ')} FROM (${body}) AS __unnamed_subquery`
}
