import type { EngineParameter, EngineResult, EngineSession } from '../../engine.js'
import { placedTokens } from '../../statement/tokens.js'
import { rowsOfValues } from '../../statement/values-rows.js'
import { BentSession } from '../wire/bent-session.js'
import { createdTable, insertedTable, updatedTable } from './shapes.js'

type Rewrite = (sql: string) => string

/** Another text is executed than the one that came. */
class Rewritten extends BentSession {
  constructor(
    inner: EngineSession,
    private readonly rewrite: Rewrite,
  ) {
    super(inner)
  }

  override execute(sql: string, parameters: readonly EngineParameter[]): Promise<EngineResult> {
    return this.inner.execute(parameters.length > 0 ? sql : this.rewrite(sql), parameters)
  }
}

function rewriting(rewrite: Rewrite): (session: EngineSession) => EngineSession {
  return (session) => new Rewritten(session, rewrite)
}

/** The tables that hold one row for each snapshot. */
const OF_SNAPSHOTS: ReadonlySet<string> = new Set([
  'ducklake_snapshot',
  'ducklake_snapshot_changes',
])

export const snapshotKeyNotHeld = rewriting((sql) =>
  OF_SNAPSHOTS.has(createdTable(sql) ?? '') ? withoutKey(sql) : sql,
)

export const noPrimaryKeys = rewriting((sql) =>
  /^\s*create\s+table\b/i.test(sql) ? withoutKey(sql) : sql,
)

/** The constraint of one column; the way in which a client writes it. */
function withoutKey(sql: string): string {
  return sql.replace(/ primary key\b/gi, '')
}

/** The row is found and counted, and keeps what it had. */
export const statisticsUpdateLost = rewriting((sql) => {
  if (updatedTable(sql) !== 'ducklake_table_stats') return sql
  return sql.replace(/\b(\w+)\s*=\s*\d+(?=\s*,|\s+where\b)/gi, '$1=$1')
})

export const valuesUpdateFirstRow = rewriting((sql) => {
  if (updatedTable(sql) === undefined) return sql
  const tokens = placedTokens(sql)
  const values = tokens.findIndex(({ word }) => word === 'VALUES')
  const [first, ...others] = values < 0 ? [] : rowsOfValues(tokens, values)
  const last = others.at(-1)
  return first && last ? sql.slice(0, first.end) + sql.slice(last.end) : sql
})

const NOT_A_NUMBER = /cast\s*\(\s*'[+-]?(?:nan|inf|infinity)'\s+as\s+(?:double|float|real)\s*\)/gi

export const inlinedNanAsNull = rewriting((sql) =>
  insertedTable(sql)?.startsWith('ducklake_inlined_data_')
    ? sql.replace(NOT_A_NUMBER, 'NULL')
    : sql,
)

const QUOTED_NUMBER = /("\w+"|\b[a-z]\w*)\s*(<=|>=|<>|<|>|=)\s*'(\d+)'/gi

export const numberComparedAsText = rewriting((sql) =>
  /^\s*select\b[\s\S]*\bducklake_/i.test(sql)
    ? sql.replace(QUOTED_NUMBER, "CAST($1 AS VARCHAR) $2 '$3'")
    : sql,
)

export const timeTravelStrict = rewriting((sql) =>
  sql.replace(/(\bsnapshot_time\b"?(?:::timestamptz)?\s*)<=(?=\s*')/gi, '$1<'),
)

const NOW = /\bnow\(\)/gi

/** The clock goes on a millisecond with each statement that asks for it. */
export function nowMovesInBatch(session: EngineSession): EngineSession {
  let asked = 0
  return new Rewritten(session, (sql) =>
    sql.replace(NOW, () => {
      asked += 1
      return `(NOW() + INTERVAL ${asked} MILLISECOND)`
    }),
  )
}
