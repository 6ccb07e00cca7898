import type { EventOf, RunEvent, TargetFactsOfRun } from '../events.js'

/** What the live block shows; a fold over the events so far. */
export interface LiveState {
  readonly started: EventOf<'run-started'> | undefined
  readonly reference: TargetFactsOfRun | undefined
  readonly subject: TargetFactsOfRun | undefined
  readonly cases: number
  readonly statements: number
  readonly executedOnBoth: number
  readonly failedOnBoth: number
  readonly features: number
  /** When a feature was last reached for the first time, milliseconds since the run began. */
  readonly lastFeatureMs: number | undefined
  /** By fingerprint: its status. */
  readonly findings: ReadonlyMap<string, EventOf<'finding-closed'>['status']>
  readonly lastFindingMs: number | undefined
  /** The names of the known differences that were seen. */
  readonly known: ReadonlySet<string>
  /** Mismatches that are being confirmed and reduced, by their provisional names. */
  readonly open: ReadonlyMap<string, EventOf<'finding-opened'>>
  readonly inconclusive: number
  readonly incidents: number
  /** By workload: the last case that was finished. */
  readonly current: ReadonlyMap<string, number>
  /** How far a case is that takes its time; undefined where nobody says. */
  readonly within: string | undefined
}

/** Before the first event. */
export const NOTHING_YET: LiveState = {
  started: undefined,
  reference: undefined,
  subject: undefined,
  cases: 0,
  statements: 0,
  executedOnBoth: 0,
  failedOnBoth: 0,
  features: 0,
  lastFeatureMs: undefined,
  findings: new Map(),
  lastFindingMs: undefined,
  known: new Set(),
  open: new Map(),
  inconclusive: 0,
  incidents: 0,
  current: new Map(),
  within: undefined,
}

/** The state after one more event. */
export function advance(state: LiveState, event: RunEvent): LiveState {
  switch (event.type) {
    case 'run-started':
      return { ...state, started: event }
    case 'target-described':
      return { ...state, [event.role]: event.facts }
    case 'case-finished':
      return afterCase(state, event)
    case 'finding-opened':
      return { ...state, open: new Map(state.open).set(event.finding, event) }
    case 'finding-closed':
      return afterFinding(state, event)
    case 'known-matched':
      return { ...state, known: new Set(state.known).add(event.name) }
    case 'incident':
    case 'target-lost':
      return { ...state, incidents: state.incidents + 1 }
    default:
      return state
  }
}

function afterCase(state: LiveState, event: EventOf<'case-finished'>): LiveState {
  const inconclusive = event.verdicts.filter((one) => one.verdict === 'inconclusive').length
  return {
    ...state,
    cases: state.cases + 1,
    statements: state.statements + event.statements,
    executedOnBoth: state.executedOnBoth + event.executedOnBoth,
    failedOnBoth: state.failedOnBoth + event.failedOnBoth,
    features: state.features + event.newFeatures.length,
    lastFeatureMs: event.newFeatures.length > 0 ? event.t : state.lastFeatureMs,
    inconclusive: state.inconclusive + inconclusive,
    current: new Map(state.current).set(event.workload, event.index),
    within: undefined,
  }
}

function afterFinding(state: LiveState, event: EventOf<'finding-closed'>): LiveState {
  const open = new Map(state.open)
  open.delete(event.finding)
  const findings = new Map(state.findings).set(event.id, event.status)
  return { ...state, open, findings, lastFindingMs: event.t }
}
