import type { Plan, Step } from '../model/plan.js'
import type { Capability, Profile } from '../model/profile.js'
import type { Statement } from '../model/statement.js'
import { significantTokens } from '../sql/lexer.js'
import { placeholdersIn } from '../sql/placeholders.js'
import { statementKind } from '../sql/statement-kind.js'

/** Something that a step of a plan asks of the endpoint. */
export interface Ask {
  readonly capability: Capability
  readonly stepIndex: number
}

/** The first thing that a plan asks for and that the subject cannot do, by its profile; undefined where it can do all. */
export function lacking(plan: Plan, { capabilities }: Profile): Ask | undefined {
  for (const [stepIndex, step] of plan.steps.entries()) {
    const capability = asksOf(step, plan).find((one) => !capabilities.has(one))
    if (capability !== undefined) return { capability, stepIndex }
  }
  return undefined
}

function asksOf(step: Step, { sessions }: Plan): readonly Capability[] {
  const several: Capability[] = sessions.length > 1 ? ['multi-session'] : []
  if (step.kind === 'cancel') return [...several, 'cancel']
  return step.kind === 'statement' ? [...several, ...ofStatement(step.statement)] : several
}

function ofStatement({ sql, delivery, wire }: Statement): readonly Capability[] {
  const kinds = new Set(placeholdersIn(sql).map(({ kind }) => kind))
  const asked: readonly (readonly [Capability, boolean])[] = [
    ['attach-file', kinds.has('dir')],
    ['attach-memory', isAttachOfMemory(sql)],
    ['ducklake-client', isAttachOfLake(sql)],
    ['schemas', kinds.has('schema') || statementKind(sql) === 'CREATE SCHEMA'],
    ['transactions', statementKind(sql) === 'BEGIN'],
    ['copy-to-stdout', delivery === 'copy'],
    ['copy-binary', delivery === 'copy' && wire?.results === 'binary'],
    ['binary-results', wire?.results === 'binary'],
    ['binary-parameters', wire?.parameters === 'binary'],
    ['portals', wire?.fetchRows !== undefined],
    ['cancel', wire?.cancelAfterMs !== undefined],
    ...ofChange(sql),
  ]
  return asked.flatMap(([capability, isAsked]) => (isAsked ? [capability] : []))
}

function isAttachOfMemory(sql: string): boolean {
  if (statementKind(sql) !== 'ATTACH') return false
  return significantTokens(sql).some(({ kind, text }) => kind === 'string' && text === "':memory:'")
}

/** Only the client itself attaches a lake. */
function isAttachOfLake(sql: string): boolean {
  if (statementKind(sql) !== 'ATTACH') return false
  return significantTokens(sql).some(
    ({ kind, text }) => kind === 'string' && text.startsWith("'ducklake:"),
  )
}

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

function ofChange(sql: string): readonly (readonly [Capability, boolean])[] {
  if (!CHANGES.has(statementKind(sql))) return []
  const words = significantTokens(sql).map(({ kind, text }) => (kind === 'word' ? text : '·'))
  const said = words.join(' ').toUpperCase()
  return [
    ['returning', / RETURNING /.test(said)],
    ['on-conflict', / ON CONFLICT /.test(said)],
  ]
}

/** The first secret that a plan asks for and that nobody has given, with its step. */
export function missingSecret(
  plan: Plan,
  isGiven: (name: string) => boolean,
): { readonly name: string; readonly stepIndex: number } | undefined {
  for (const [stepIndex, step] of plan.steps.entries()) {
    if (step.kind !== 'statement') continue
    const { sql, postgres = '', params } = step.statement
    const texts = [sql, postgres, ...params.map(({ text }) => text ?? '')]
    const name = texts
      .flatMap((text) => placeholdersIn(text))
      .find((one) => one.kind === 'secret' && one.name !== undefined && !isGiven(one.name))?.name
    if (name !== undefined) return { name, stepIndex }
  }
  return undefined
}
