import type { Reply } from '../model/outcome.js'
import {
  CAPABILITIES,
  type Capability,
  type EndpointCapability,
  type Loss,
  type Profile,
  type Projection,
  type TypeSpelling,
} from '../model/profile.js'
import type { Statement } from '../model/statement.js'
import { probeProfile } from '../target/profile/probe.js'
import type { ProfileFile, TypeEntry } from '../target/profile/profile-file.js'
import { typeKey } from '../values/duck-type.js'
import type { Lane } from './lane.js'
import { probeRow } from './matrix-row.js'
import type { ProbedType } from './probed-type.js'
import { type MatrixCell, type MatrixRow, stateOf } from './report.js'
import { PROBED_TYPES } from './types.js'
import { WAYS } from './way.js'

/** What may be lost, the least first. `presence` is not among them: a value of which nothing is left is wrong. */
const LOSSES: readonly (readonly [as: Projection, because: string])[] = [
  ['microseconds', 'digits of a second after the sixth are cut'],
  ['milliseconds', 'digits of a second after the third are cut'],
  ['json-value', 'JSON is written again'],
  ['any-field-order', 'the fields of a struct come in another order'],
  ['double', 'numbers are rounded to a double'],
  ['text', 'only the text of the value is kept'],
]

export interface LearnOptions {
  readonly reference: Lane
  readonly subject: Lane
  /** What cannot be found out: how to set up a session, who leads, how fresh reads are. */
  readonly base: Profile
  /** The types to learn about; all of them by default. */
  readonly types?: readonly ProbedType[] | undefined
  /** Looked at between types; when it is aborted its reason is thrown, because half a profile is none. */
  readonly signal?: AbortSignal | undefined
  /** Called after each type. */
  readonly onType?: (progress: {
    readonly type: string
    readonly done: number
    readonly of: number
  }) => void
}

/** Learns what an endpoint is by doing: what it can, and what it makes of every type's edge values. Throws TargetLost. */
export async function learnProfile(options: LearnOptions): Promise<ProfileFile> {
  const { subject, base, onType, types = PROBED_TYPES } = options
  const found = await probeProfile(
    {
      ask: (question, timeoutMs) => subject.reply(question, timeoutMs),
      askBeside: (question, timeoutMs) => askBeside(subject, question, timeoutMs),
      name: `${subject.scope.schema}_probe`,
      files: undefined,
    },
    base,
  )
  const learned: Record<string, TypeEntry> = {}
  const losses = new Map<string, Loss>()
  for (const [index, probed] of types.entries()) {
    options.signal?.throwIfAborted()
    const { row, loss } = await learnType(probed, losses, { ...options, base: found })
    if (loss) losses.set(typeKey(probed.type), loss)
    learned[row.type] = entryOf(row, loss)
    onType?.({ type: row.type, done: index + 1, of: types.length })
  }
  return {
    goldeneye: 'profile 1',
    endpoint: subject.target.facts.version,
    capabilities: [...found.capabilities].filter(isOfEndpoint),
    statusAfterError: found.statusAfterError,
    batches: found.batches,
    sql: found.sql,
    followers: base.followers,
    reads: base.reads,
    sessionSetup: [...base.sessionSetup],
    leaderQuery: base.leaderQuery,
    types: learned,
  }
}

/** On a connection of its own. */
async function askBeside(
  { target, scope }: Lane,
  question: Statement,
  timeoutMs: number,
): Promise<Reply> {
  const session = await target.open('leader', scope)
  try {
    return await session.send(question, { timeoutMs })
  } finally {
    await session.close()
  }
}

function isOfEndpoint(capability: Capability): capability is EndpointCapability {
  return CAPABILITIES.some((known) => known === capability)
}

interface Learned {
  readonly row: MatrixRow
  readonly loss?: Loss | undefined
}

/** Exactly where that goes; else the least loss that explains all that is different; else the row as it is, wrong. */
async function learnType(
  probed: ProbedType,
  known: ReadonlyMap<string, Loss>,
  { reference, subject, base }: LearnOptions,
): Promise<Learned> {
  const key = typeKey(probed.type)
  const inside = new Map<string, TypeSpelling>()
  for (const [of, lossy] of known) if (of !== key) inside.set(of, { oids: [], lossy })
  const rowWith = (types: Profile['types']) =>
    probeRow(probed, [[null, ...probed.edges]], {
      reference,
      subject,
      profile: { capabilities: base.capabilities, types },
    })
  const row = await rowWith(inside)
  if (row.oid === undefined || !isWrong(row)) return { row }
  for (const [as, because] of LOSSES) {
    const lossy = { as, because }
    const attempt = await rowWith(new Map([...inside, [key, { oids: [row.oid], lossy }]]))
    if (!isWrong(attempt)) return { row: attempt, loss: lossy }
  }
  return { row }
}

function isWrong({ cells }: MatrixRow): boolean {
  return cells.some((cell) => cell.wrong > 0)
}

function entryOf(row: MatrixRow, lossy: Loss | undefined): TypeEntry {
  if (row.missing !== undefined) return { missing: true }
  const refused = named(row.cells, 'refused')
  const wrong = named(row.cells, 'wrong')
  const some = row.cells.filter((cell) => stateOf(cell) !== 'refused').map((cell) => cell.refused)
  const refusedValues = Math.max(0, ...some)
  return {
    oid: row.oid ?? 0,
    text: row.text ?? null,
    ...(row.modifier !== undefined && row.modifier !== -1 ? { modifier: row.modifier } : {}),
    ...(lossy ? { lossy } : {}),
    ...(refused.length > 0 ? { refused } : {}),
    ...(refusedValues > 0 ? { refusedValues } : {}),
    ...(wrong.length > 0 ? { wrong } : {}),
  }
}

/** The ways in a state; `result binary` where all of its deliveries are. */
function named(cells: readonly MatrixCell[], state: 'refused' | 'wrong'): string[] {
  const isSo = (way: string) => cells.some((cell) => cell.way === way && stateOf(cell) === state)
  const asked = WAYS.filter((way) =>
    cells.some((cell) => cell.way === way.name && cell.notApplicable === undefined),
  )
  const groups = new Map<string, string[]>()
  for (const { of, format, name } of asked) {
    const group = `${of} ${format}`
    groups.set(group, [...(groups.get(group) ?? []), name])
  }
  return [...groups].flatMap(([group, names]) => (names.every(isSo) ? [group] : names.filter(isSo)))
}
