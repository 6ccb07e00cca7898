import { TargetLost } from '../model/errors.js'
import type { Rows } from '../model/outcome.js'
import type { UnstableFunctions } from '../model/profile.js'
import { statement } from '../model/statement.js'
import type { Scope, Session, Target } from '../model/target.js'

/** What a side says of itself that decides how answers are to be compared. Undefined where it cannot be asked. */
export interface SideFacts {
  readonly functions: UnstableFunctions | undefined
  /** By name in lower case; only those of ANSWERING and QUIET. */
  readonly settings: ReadonlyMap<string, string> | undefined
}

/** Settings that change what a statement answers. */
const ANSWERING = [
  ...['timezone', 'calendar', 'default_order', 'default_null_order', 'default_collation'],
  ...['integer_division', 'ieee_floating_point_ops', 'old_implicit_casting', 'binary_as_string'],
  ...['order_by_non_integer_literal', 'scalar_subquery_error_on_multiple_rows'],
  ...['disable_timestamptz_casts', 'preserve_identifier_case', 'lambda_syntax'],
] as const

/** Settings that change which of several right answers is given. */
const QUIET = ['preserve_insertion_order'] as const

const ASK_TIMEOUT_MS = 30_000

/** Asks a side once, in a scope of its own. A side that is lost meanwhile has said nothing. */
export async function askSide(target: Target, scope: Scope): Promise<SideFacts> {
  try {
    await target.reset(scope)
    const session = await target.open('any', scope)
    try {
      return { functions: await functionsOf(session), settings: await settingsOf(session) }
    } finally {
      await session.close()
      await target.clean(scope)
    }
  } catch (error) {
    if (error instanceof TargetLost) return { functions: undefined, settings: undefined }
    throw error
  }
}

async function ask(session: Session, sql: string): Promise<Rows['rows'] | undefined> {
  const { outcomes } = await session.send(statement(sql), { timeoutMs: ASK_TIMEOUT_MS })
  const [outcome] = outcomes
  return outcome?.kind === 'rows' ? outcome.rows : undefined
}

async function functionsOf(session: Session): Promise<UnstableFunctions | undefined> {
  const rows = await ask(
    session,
    "SELECT DISTINCT function_name, stability FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
  )
  const named = (stability: string) =>
    new Set(
      (rows ?? []).flatMap(([name, said]) => (said === stability && name ? [lower(name)] : [])),
    )
  return rows && { volatile: named('VOLATILE'), withinQuery: named('CONSISTENT_WITHIN_QUERY') }
}

async function settingsOf(session: Session): Promise<SideFacts['settings']> {
  const names = [...ANSWERING, ...QUIET].map((name) => `'${name}'`).join(', ')
  const rows = await ask(
    session,
    `SELECT name, value FROM duckdb_settings() WHERE lower(name) IN (${names})`,
  )
  if (!rows) return timeZoneOnly(session)
  return new Map(rows.map(([name, value]) => [lower(name ?? ''), value ?? '']))
}

/** What every server of the protocol can say. */
async function timeZoneOnly(session: Session): Promise<SideFacts['settings']> {
  const zone = (await ask(session, 'SHOW TimeZone'))?.[0]?.[0]
  return zone ? new Map([['timezone', zone]]) : undefined
}

function lower(text: string): string {
  return text.toLowerCase()
}

/** The functions that either side calls unstable. */
export function mergeFunctions(sides: readonly SideFacts[]): UnstableFunctions | undefined {
  const known = sides.flatMap(({ functions }) => functions ?? [])
  if (known.length === 0) return undefined
  const all = (list: keyof UnstableFunctions) => new Set(known.flatMap((side) => [...side[list]]))
  return { volatile: all('volatile'), withinQuery: all('withinQuery') }
}

/** A sentence for each setting that both sides told and that differs; those that change answers say so. */
export function differingSettings(reference: SideFacts, subject: SideFacts): readonly string[] {
  const pairs = [...ANSWERING, ...QUIET].flatMap((name) => {
    const [left, right] = [reference.settings?.get(name), subject.settings?.get(name)]
    const differs = left !== undefined && right !== undefined && spelling(left) !== spelling(right)
    return differs ? [{ name, left, right }] : []
  })
  return pairs.map(({ name, left, right }) => {
    const fact = `the setting ${name} is "${left}" on the reference and "${right}" on the subject`
    return QUIET.some((quiet) => quiet === name)
      ? `${fact}; it decides only between answers that are all right`
      : `warning: ${fact}; answers that hang on it are reported as differences`
  })
}

/** Settings are the same in any case, and UTC has several names. */
function spelling(value: string): string {
  const text = lower(value)
  return ['utc', 'etc/utc', 'gmt', 'z', 'zulu'].includes(text) ? 'utc' : text
}
