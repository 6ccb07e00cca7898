import type { Step } from '../model/plan.js'
import { identifierName } from '../sql/identifiers.js'
import { isKeyword } from '../sql/keywords.js'
import { significantTokens } from '../sql/lexer.js'
import { statementKind } from '../sql/statement-kind.js'

/**
 * What the lexer sees in a step: no parser, so that it works for every statement that any engine
 * understands.
 */
interface Reading {
  readonly step: Step
  readonly kind: string
  readonly names: ReadonlySet<string>
  /** The name that a CREATE or ATTACH brings into being. */
  readonly defines: string | undefined
}

const TRANSACTION_KINDS = new Set(['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT'])
const SURROUNDING_KINDS = new Set(['ATTACH', 'USE', 'SET', 'CREATE SCHEMA'])

/**
 * Guesses at the steps that the last one depends on, the smallest first: steps that share a name
 * with it, wholly or through what they create, of its session or of all, with transaction control
 * and without. Each costs one execution and they save most of a sweep's.
 */
export function* dependencySlices(steps: readonly Step[]): Generator<readonly Step[]> {
  const readings = steps.map(read)
  const last = readings.at(-1)
  if (!last) return
  const created = new Set(readings.flatMap(({ defines }) => defines ?? []))
  const names = closure(readings, namesOfInterest(readings, created))
  const isRelevant = (reading: Reading) => [...reading.names].some((name) => names.has(name))
  for (const hasTransactions of [false, true]) {
    for (const ofSession of [last.step.session, undefined]) {
      yield readings
        .filter((reading) => ofSession === undefined || reading.step.session === ofSession)
        .filter(
          (reading) =>
            reading === last ||
            isSameStatement(reading.step, last.step) ||
            SURROUNDING_KINDS.has(reading.kind) ||
            (hasTransactions && isTransaction(reading)) ||
            isRelevant(reading),
        )
        .map((reading) => reading.step)
    }
  }
}

/** Two ways of sending one statement, which are held against each other. */
function isSameStatement(one: Step, other: Step): boolean {
  const [left, right] = [one, other].map((step) =>
    step.kind === 'statement' ? step.statement.same : undefined,
  )
  return left !== undefined && left === right
}

/**
 * Is it BEGIN, COMMIT, ROLLBACK or a savepoint? A step that opens or closes a session counts too:
 * it ends one.
 */
function isTransaction({ kind, step }: Reading): boolean {
  return step.kind !== 'statement' || TRANSACTION_KINDS.has(kind)
}

/**
 * The created names that the last step uses or, where it uses none (a COMMIT), the ones its session
 * used last.
 */
function namesOfInterest(readings: readonly Reading[], created: ReadonlySet<string>) {
  const session = readings.at(-1)?.step.session
  const own = readings.filter(({ step }) => step.session === session)
  const used = own.findLast(({ names }) => [...names].some((name) => created.has(name)))
  return new Set([...(used?.names ?? [])].filter((name) => created.has(name)))
}

/** With every name that the definitions of these use: a view's tables, a table's sequence. */
function closure(readings: readonly Reading[], seed: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(seed)
  const created = new Set(readings.flatMap(({ defines }) => defines ?? []))
  for (let size = -1; size !== names.size; ) {
    size = names.size
    for (const { defines, names: used } of readings) {
      if (defines === undefined || !names.has(defines)) continue
      for (const name of used) if (created.has(name)) names.add(name)
    }
  }
  return names
}

function read(step: Step): Reading {
  if (step.kind !== 'statement') return { step, kind: '', names: new Set(), defines: undefined }
  const tokens = significantTokens(step.statement.sql)
  const named = tokens.filter(
    ({ kind, text }) =>
      kind === 'quoted-identifier' ||
      kind === 'placeholder' ||
      (kind === 'word' && !isKeyword(text)),
  )
  const names = named.map(({ text }) => identifierName(text).toLowerCase())
  const kind = statementKind(step.statement.sql)
  return {
    step,
    kind,
    names: new Set(names),
    defines: definedName(
      kind,
      tokens.map((t) => t.text),
    ),
  }
}

/**
 * The last part of the name behind CREATE TABLE or the like: `${db:x}.main."T"` is t. Schemas and
 * databases are none.
 */
function definedName(kind: string, words: readonly string[]): string | undefined {
  const object = /^CREATE (TABLE|VIEW|MACRO|SEQUENCE|TYPE|INDEX|FUNCTION)$/.exec(kind)?.[1]
  if (object === undefined) return undefined
  let at = words.findIndex((word) => word.toUpperCase() === object) + 1
  while (/^(if|not|exists)$/i.test(words[at] ?? '')) at += 1
  while (words[at + 1] === '.') at += 2
  const name = words[at]
  return name === undefined ? undefined : identifierName(name).toLowerCase()
}
