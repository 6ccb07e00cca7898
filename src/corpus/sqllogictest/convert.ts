import type { Case } from '../../model/case.js'
import type { SessionSpec, Step } from '../../model/plan.js'
import { type Statement, statement } from '../../model/statement.js'
import { classOfDuckDBError } from '../../sql/duckdb-error.js'
import { splitStatements } from '../../sql/split.js'
import { mergeSkips, type Skip, SkipCount } from '../skips.js'
import { aboutEndpoint } from './about-endpoint.js'
import { type ExpandedStep, expand } from './expand.js'
import type { Expectation } from './expectation.js'
import { inOwnPlace, ownNames } from './names.js'
import { withOwnFiles } from './own-files.js'
import { parseSqlLogicTest } from './parse.js'
import type { Dialect } from './records.js'
import { testNameOf } from './repository.js'
import { puttingBack } from './settings.js'
import { suitedSteps } from './suited.js'

/** What a file needs of both targets before it can run on them. */
export interface FileNeeds {
  /** DuckDB extensions, lower case. */
  readonly extensions: readonly string[]
  /** It writes or reads files, so both targets must see the same ones. */
  readonly files: boolean
}

/** A sqllogictest file as a case. */
export interface SqlLogicCase {
  readonly case: Case
  readonly needs: FileNeeds
  /** What the file itself expects, by the index of the step. */
  readonly expectations: ReadonlyMap<number, Expectation>
  /** The line of the record behind each step. */
  readonly lines: readonly number[]
  readonly skipped: readonly Skip[]
  /** Statements once the loops are written out, the skipped ones among them. */
  readonly found: number
}

export interface SqlLogicOptions {
  /** The folder whose `data/` and `test/` the file reads, absolute. */
  readonly repository?: string | undefined
  /** What `require-env` finds. */
  readonly environment?: ReadonlyMap<string, string> | undefined
}

/**
 * Makes a case of a sqllogictest file of DuckDB or sqlite: its statements in its order, loops
 * written out, its schemas and databases in the case's own place. How results are compared is left
 * to the judge: a sort mode says only how the file's own lines stand. Throws UsageError with file
 * and line.
 */
export function convertSqlLogicTest(
  text: string,
  fileName: string,
  { repository, environment = new Map() }: SqlLogicOptions = {},
): SqlLogicCase {
  const file = parseSqlLogicTest(text, fileName)
  const skips = new SkipCount()
  let uuids = 0
  const nextUuid = () => `00000000-0000-4000-8000-${(++uuids).toString(16).padStart(12, '0')}`
  const surroundings = { testName: testNameOf(fileName), repository, environment, nextUuid }
  const expanded = expand(file, surroundings, skips)
  const suited = withOwnFiles(suitedSteps(expanded.steps, repository, skips))
  const { plan, expectations } = planOf(suited, file.dialect, expanded.mainDatabase)
  const skipped = mergeSkips(file.skipped, skips.list())
  const found = expectations.size + skipped.reduce((sum, { count }) => sum + count, 0)
  const needs = {
    extensions: expanded.extensions,
    files: suited.some((step) => touchesFiles(step, repository)),
  }
  let line = 1
  const lines = plan.steps.map((_, index) => {
    line = expectations.get(index)?.line ?? line
    return line
  })
  return { case: { header: {}, plan }, needs, expectations, lines, skipped, found }
}

function touchesFiles(step: ExpandedStep, repository: string | undefined): boolean {
  if (step.kind !== 'statement') return false
  const isInRepository = repository !== undefined && step.sql.includes(`${repository}/`)
  return isInRepository || step.sql.includes('${dir:')
}

function planOf(expanded: readonly ExpandedStep[], dialect: Dialect, mainDatabase: string) {
  const texts = expanded.flatMap((step) => (step.kind === 'statement' ? step.sql : []))
  const names = ownNames(texts, mainDatabase)
  const steps: Step[] = []
  const expectations = new Map<number, Expectation>()
  const sessions: SessionSpec[] = []
  for (const step of expanded) {
    const { session } = step
    const isNew = !sessions.some(({ name }) => name === session)
    if (isNew) sessions.push({ name: session, node: 'any' })
    const isFresh = isNew || step.kind === 'open'
    if (step.kind !== 'statement') steps.push({ kind: step.kind, session })
    if (isFresh && dialect === 'sqlite') {
      steps.push({ kind: 'statement', session, statement: statement(INTEGER_DIVISION) })
    }
    if (step.kind !== 'statement') continue
    expectations.set(steps.length, step.expectation)
    const sql = inOwnPlace(alone(step.sql), names)
    steps.push({ kind: 'statement', session, statement: toStatement(sql, step.expectation) })
  }
  const back = putBack(steps)
  const all =
    back.length > 0
      ? [...sessions, { name: back[0]?.session ?? '', node: 'any' as const }]
      : sessions
  return { plan: { sessions: all, steps: [...steps, ...back], features: [] }, expectations }
}

/** The session that puts settings back: one that no transaction of the file has failed in. */
const LAST_SESSION = 'settings_back'

/** Whoever runs next finds every setting as it was. */
function putBack(steps: readonly Step[]): readonly Step[] {
  const texts = steps.flatMap((step) => (step.kind === 'statement' ? step.statement.sql : []))
  return puttingBack(texts).map((sql) => ({
    ...{ kind: 'statement', session: LAST_SESSION, statement: statement(sql) },
  }))
}

/** sqlite divides whole numbers without a rest. */
const INTEGER_DIVISION = 'SET integer_division = true'

/** A single statement without what stands around it; everything else as it is. */
function alone(sql: string): string {
  // Most texts show it without being cut into tokens, and a suite has hundreds of thousands.
  if (!/--|\/\*|["'$]|;(?!\s*$)/.test(sql)) return sql.replace(/;\s*$/, '').trim()
  const slices = splitStatements(sql)
  return slices.length === 1 ? (slices[0]?.text ?? sql) : sql
}

/** The class of an expected error is the one that the file names, where it names one. */
function toStatement(sql: string, expectation: Expectation): Statement {
  const compare = aboutEndpoint(sql)
  const how = compare === undefined ? {} : { compare }
  if (expectation.kind !== 'statement' || expectation.expect !== 'error') return statement(sql, how)
  const named = classOfDuckDBError(expectation.message ?? '')
  return statement(sql, named === 'other' ? how : { ...how, expect: named })
}
