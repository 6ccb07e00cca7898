import type { Capability, Dice, WorkloadContext } from '../../src/index.js'
import type { Logical, Sending } from './logical.js'

/** A way to send a logical statement, and the feature that it is. */
export interface Way {
  readonly feature: string
  readonly sending: Sending
  readonly needs?: Capability
  /** The kinds of statement that can go this way; absent: all of single statements. */
  readonly kinds?: readonly Logical['kind'][]
  /** Sent twice, so that a named statement is used again. */
  readonly twice?: true
  /** Sent by another session, mostly on another node, or after the session was closed and opened. Not inside a transaction. */
  readonly place?: 'elsewhere' | 'reconnected'
}

const WITH_ROWS = ['read', 'returning'] as const
const ROWS_OF_ALL = 1_000
const binary = { results: 'binary' } as const

/** Every way; the first is what all others are held against. */
export const WAYS: readonly Way[] = [
  { feature: 'simple', sending: { delivery: 'simple' } },
  { feature: 'extended', sending: { delivery: 'extended' } },
  { feature: 'named', sending: { delivery: 'prepared' } },
  { feature: 'named-twice', sending: { delivery: 'prepared' }, twice: true },
  { feature: 'pipeline', sending: { delivery: 'pipeline' } },
  { feature: 'pipeline-each', sending: { delivery: 'pipeline', wire: { sync: 'each' } } },
  ...inBinary('extended-binary', { delivery: 'extended', wire: binary }),
  ...inBinary('named-binary', { delivery: 'prepared', wire: binary }),
  ...inBinary('pipeline-binary', { delivery: 'pipeline', wire: { ...binary, sync: 'each' } }),
  ...byPages('portal-1', { delivery: 'extended', wire: { fetchRows: 1 } }),
  ...byPages('portal-2', { delivery: 'prepared', wire: { fetchRows: 2 } }),
  ...byPages('portal-all', { delivery: 'extended', wire: { fetchRows: ROWS_OF_ALL } }),
  ...byPages('portal-abandoned', { delivery: 'extended', wire: { fetchRows: 2, abandon: true } }),
  {
    feature: 'portal-binary',
    sending: { delivery: 'prepared', wire: { ...binary, fetchRows: 2 } },
    needs: 'binary-results',
    kinds: WITH_ROWS,
  },
  {
    feature: 'described',
    sending: { delivery: 'extended', wire: { describeOnly: true } },
    kinds: ['read'],
  },
  { feature: 'copy', sending: { delivery: 'copy' }, needs: 'copy-to-stdout', kinds: ['read'] },
  ...withParameters('parameters', { delivery: 'extended', parameters: true }),
  ...withParameters('named-parameters', { delivery: 'prepared', parameters: true }),
  ...withParameters('binary-parameters', {
    delivery: 'extended',
    parameters: true,
    wire: { parameters: 'binary' },
  }),
  ...withParameters('all-binary', {
    delivery: 'prepared',
    parameters: true,
    wire: { ...binary, parameters: 'binary' },
  }),
  {
    feature: 'another-node',
    sending: { delivery: 'extended' },
    kinds: ['read'],
    place: 'elsewhere',
  },
  {
    feature: 'another-session-named',
    sending: { delivery: 'prepared' },
    kinds: ['read'],
    place: 'elsewhere',
  },
  { feature: 'reconnected', sending: { delivery: 'prepared' }, place: 'reconnected' },
]

/** The ways of a text with several statements. */
export const BATCH_WAYS: readonly Way[] = [
  { feature: 'batch-simple', sending: { delivery: 'simple' } },
  { feature: 'batch-pipeline', sending: { delivery: 'pipeline' } },
  { feature: 'batch-pipeline-each', sending: { delivery: 'pipeline', wire: { sync: 'each' } } },
  {
    feature: 'batch-pipeline-binary',
    sending: { delivery: 'pipeline', wire: binary },
    needs: 'binary-results',
  },
]

function inBinary(feature: string, sending: Sending): readonly Way[] {
  return [{ feature, sending, needs: 'binary-results', kinds: WITH_ROWS }]
}

function byPages(feature: string, sending: Sending): readonly Way[] {
  return [{ feature, sending, needs: 'portals', kinds: WITH_ROWS }]
}

function withParameters(feature: string, sending: Sending): readonly Way[] {
  const needs =
    sending.wire?.parameters === 'binary' ? ({ needs: 'binary-parameters' } as const) : {}
  return [{ feature, sending, ...needs }]
}

/** What decides which ways a statement can go. */
export interface Choice {
  readonly context: WorkloadContext
  readonly dice: Dice
  readonly count: number
  /** Inside a transaction: the session stays and nothing is left half done. */
  readonly inside?: boolean | undefined
}

/** So many ways from those that fit, the plainest first; one that fails has no first page to leave. */
export function someWays(
  logical: Logical,
  { context, dice, count, inside }: Choice,
): readonly Way[] {
  const all = logical.kind === 'batch' ? BATCH_WAYS : WAYS
  const [plainest, ...others] = all
    .filter(({ needs }) => needs === undefined || context.supports(needs))
    .filter(({ kinds }) => kinds === undefined || kinds.includes(logical.kind))
    .filter(({ sending }) => logical.hasValues === true || sending.parameters !== true)
    .filter(({ place }) => place === undefined || !inside)
    .filter(({ sending }) => logical.expect === 'ok' || !endsEarly(sending))
  const chosen = new Set<Way>()
  while (chosen.size < Math.min(count - 1, others.length)) chosen.add(dice.pick(others))
  return plainest ? [plainest, ...chosen] : []
}

function endsEarly({ wire }: Sending): boolean {
  return wire?.abandon === true || wire?.describeOnly === true
}
