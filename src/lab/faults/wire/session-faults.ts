import type { EngineSession } from '../../engine.js'
import type { MutantName, Mutations } from '../../mutants.js'
import { TrimmedParameters } from './parameters.js'
import {
  abortedCommitSaysCommit,
  duplicateRowLost,
  returningNotCounted,
  tagCountOff,
} from './results.js'
import { StalePlans } from './stale-plan.js'
import { CancelWaits, FailedAfterCompileError } from './states.js'

type SessionFault = readonly [MutantName, (session: EngineSession) => EngineSession]

const SESSION_FAULTS: readonly SessionFault[] = [
  ['duplicate-row-lost', duplicateRowLost],
  ['tag-count-off', tagCountOff],
  ['returning-not-counted', returningNotCounted],
  ['aborted-commit-says-commit', abortedCommitSaysCommit],
  ['parameters-trimmed', (session) => new TrimmedParameters(session)],
  ['status-failed-after-compile-error', (session) => new FailedAfterCompileError(session)],
  ['cancel-hits-next-statement', (session) => new CancelWaits(session)],
]

/** A client's session as the mutants that are switched on bend it. */
export function withSessionFaults(session: EngineSession, mutations: Mutations): EngineSession {
  const faults = SESSION_FAULTS.filter(([name]) => mutations.has(name))
  return faults.reduce((bent, [, bend]) => bend(bent), session)
}

/** The session as the extended query protocol sees it: its plans may be old ones. */
export function withPlanFaults(session: EngineSession, mutations: Mutations): EngineSession {
  return mutations.has('stale-plan-after-ddl') ? new StalePlans(session) : session
}
