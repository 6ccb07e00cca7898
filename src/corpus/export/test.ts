import type { Case } from '../../model/case.js'
import { unreachable } from '../../model/errors.js'
import type { Done, Failure, Rows } from '../../model/outcome.js'
import type { Plan, Step } from '../../model/plan.js'
import type { Statement } from '../../model/statement.js'
import type { Placeholder } from '../../sql/placeholders.js'
import { splitStatements } from '../../sql/split.js'
import { statementKind } from '../../sql/statement-kind.js'
import type { Answer, Answers } from './answers.js'
import { inlined } from './inline.js'
import { EXPORTED_SCHEMA, placeholdersOf, secretVariable, withPlaces } from './places.js'
import { aboutCase, aboutDelivery, aboutNodes } from './said.js'
import { resultLines, typeLetters } from './test-result.js'
import { recordText } from './test-text.js'

export interface TestOptions {
  /** The name of the file, without `.test`. */
  readonly name: string
  /** What the reference answered, step by step. */
  readonly answers: Answers
}

/**
 * A case as a sqllogictest file that DuckDB's own runner takes: sessions are connections, parameters
 * literals, results those of the reference. What the format cannot say is said in comments. Ends
 * with a newline.
 */
export function exportTest(whole: Case, options: TestOptions): string {
  const { plan } = whole
  const main = mainSession(plan, options.answers)
  const writer = new TestWriter(main, placeholdersOf(plan))
  const records = plan.steps.flatMap((step, index) =>
    writer.step(step, options.answers[index] ?? []),
  )
  return `${[...header(whole, options.name), ...writer.places(plan), ...records].join('\n\n')}\n`
}

function header(whole: Case, name: string): readonly string[] {
  const nodes = aboutNodes(whole.plan)
  return [
    `# name: ${oneLine(name)}.test\n# description: ${oneLine(aboutCase(whole))}\n# group: [goldeneye]`,
    ...(nodes === undefined ? [] : [`# not said here: ${nodes}`]),
  ]
}

/**
 * The session of records without a connection's name: only there a sort mode may stand, so it is the
 * one with the most results in no certain order, and among such the first.
 */
function mainSession(plan: Plan, answers: Answers): string | undefined {
  const counts = new Map(plan.sessions.map(({ name }) => [name, 0]))
  for (const [index, { session }] of plan.steps.entries()) {
    const unordered = (answers[index] ?? []).filter(isUnordered).length
    counts.set(session, (counts.get(session) ?? 0) + unordered)
  }
  const most = Math.max(0, ...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0]
}

function isUnordered({ outcome, sureness }: Answer): boolean {
  return outcome.kind === 'rows' && outcome.rows.length > 1 && sureness.kind === 'bag'
}

/** One record as text, with what has to be said before it. */
type Record = string

/** Writes records. A class because every record needs the main session and the file's folders. */
class TestWriter {
  private readonly folders: readonly string[]

  constructor(
    private readonly main: string | undefined,
    private readonly placeholders: readonly Placeholder[],
  ) {
    this.folders = placeholders.flatMap(({ kind, name }) => (kind === 'dir' ? [name ?? ''] : []))
  }

  /** What has to be there before the first statement. */
  places({ sessions }: Plan): readonly Record[] {
    const secrets = this.placeholders.filter(({ kind }) => kind === 'secret')
    const needed = secrets.map(({ name }) => `require-env ${secretVariable(name ?? '')}`)
    const hasSchema = this.placeholders.some(({ kind, name }) => kind === 'schema' && !name)
    if (!hasSchema) return needed
    const use = sessions.map(({ name }) =>
      this.record('statement ok', name, `USE ${EXPORTED_SCHEMA}`),
    )
    return [...needed, `statement ok\nCREATE SCHEMA ${EXPORTED_SCHEMA}`, ...use]
  }

  step(step: Step, answers: readonly Answer[]): readonly Record[] {
    switch (step.kind) {
      case 'statement':
        return this.statement(step.session, step.statement, answers)
      case 'open':
      case 'close':
      case 'cancel':
        return [`# not said here: session ${step.session}, ${step.kind}`]
      default:
        return unreachable(step)
    }
  }

  private statement(
    session: string,
    statement: Statement,
    answers: readonly Answer[],
  ): readonly Record[] {
    const note = noteOf(statement)
    const { describeOnly, cancelAfterMs, abandon } = statement.wire ?? {}
    if (describeOnly) return [`${note}\n${commented(statement.sql)}`]
    const whole = this.withPlaces(inlined(statement))
    const slices = splitStatements(whole).map(({ text }) => text)
    const isWhole =
      slices.length !== 1 && answers.length === 1 && answers[0]?.outcome.kind === 'error'
    const texts = slices.length === 0 || isWhole ? [whole] : slices
    const records = texts.map((text, at) => {
      const answer = abandon || cancelAfterMs !== undefined ? undefined : answers[at]
      const isReached = at === 0 || at < answers.length
      return isReached ? this.one(session, text, answer) : commentedOut('is not reached', text)
    })
    const [first = '', ...rest] = records
    return [note === '' ? first : `${note}\n${first}`, ...rest]
  }

  private one(session: string, sql: string, answer: Answer | undefined): Record {
    const text = recordText(sql)
    if (text === undefined) return commentedOut('cannot be written here', sql)
    if (!answer) return this.record('statement maybe', session, text, [''])
    const { outcome, sureness } = answer
    switch (outcome.kind) {
      case 'rows':
        return this.rows(session, text, outcome, sureness)
      case 'done':
        return this.done(session, text, outcome)
      case 'error':
        return this.record('statement error', session, text, [errorText(outcome)])
      case 'violation':
      case 'unknown':
        return commentedOut('was not answered by the reference', sql)
      default:
        return unreachable(outcome)
    }
  }

  private rows(session: string, text: string, rows: Rows, sureness: Answer['sureness']): Record {
    const why = sureness.kind === 'unsure' ? sureness.why : unsayable(rows)
    if (why !== undefined) {
      const record = this.record('statement ok', session, text)
      return `# its result is not said: ${oneLine(why)}\n${record}`
    }
    const letters = typeLetters(rows.columns)
    const isBag = sureness.kind === 'bag' && rows.rows.length > 1
    const isLabelled = session !== this.main
    const sort = isBag && !isLabelled ? ' rowsort' : ''
    const lines = resultLines(this.inPlaces(rows), sort !== '')
    const record = this.record(`query ${letters}${sort}`, session, text, lines)
    return isBag && isLabelled
      ? `# in any order, which cannot stand beside a connection\n${record}`
      : record
  }

  /** DuckDB answers a change with a row that counts. */
  private done(session: string, text: string, { affected }: Done): Record {
    const isCounted = affected !== undefined && COUNTED.has(statementKind(text))
    if (!isCounted) return this.record('statement ok', session, text)
    return this.record('query I', session, text, [String(affected)])
  }

  private record(head: string, session: string, text: string, result?: readonly string[]): Record {
    const label = session === this.main ? '' : ` ${connectionName(session)}`
    const lines = result === undefined ? [] : ['----', ...result]
    return [`${head}${label}`, text, ...lines].join('\n').replace(/\n$/, '')
  }

  private inPlaces(rows: Rows): Rows {
    const bind = (cell: string | null) => (cell === null ? null : this.withPlaces(cell))
    return this.placeholders.length === 0
      ? rows
      : { ...rows, rows: rows.rows.map((row) => row.map(bind)) }
  }

  /** Folders are not made by the runner, so that several of them are told apart by the names of files. */
  private withPlaces(text: string): string {
    const inFolders = text.replaceAll(/\$\{dir:([a-z][a-z0-9_]*)\}\//g, (_, name: string) =>
      this.folders.length > 1 ? `__TEST_DIR__/${name}_` : '__TEST_DIR__/',
    )
    return withPlaces(inFolders, ({ kind, name }) => {
      if (kind === 'dir') return '__TEST_DIR__'
      return kind === 'secret' ? `\${${secretVariable(name ?? '')}}` : undefined
    })
  }
}

const COUNTED: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Words that would be read as a sort mode. */
const SORT_MODES: ReadonlySet<string> = new Set(['nosort', 'sort', 'rowsort', 'valuesort'])

function connectionName(session: string): string {
  return SORT_MODES.has(session) ? `con_${session}` : session
}

/** The folder of the runner has another name than that of the reference. */
function unsayable({ rows }: Rows): string | undefined {
  return rows.flat().some((cell) => cell?.includes('${dir:')) ? 'it names a folder' : undefined
}

/** DuckDB's exception type, which is what errors are compared by. */
function errorText({ message }: Failure): string {
  const type = /^[A-Za-z ]+ Error(?=:)/.exec(message)?.[0]
  return type ?? oneLine(message)
}

function noteOf(statement: Statement): string {
  const delivery = aboutDelivery(statement)
  return delivery === undefined ? '' : `# sent as: ${delivery}`
}

function commentedOut(why: string, sql: string): Record {
  return `# ${why}:\n${commented(sql)}`
}

function commented(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => `# ${line}`)
    .join('\n')
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
