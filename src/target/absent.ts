import type { Reply } from '../model/outcome.js'
import type { Profile } from '../model/profile.js'
import type { Session, Target, TargetFacts } from '../model/target.js'

/** What stands for a side that is not there: `--reference none`. */
export const ABSENT = 'none'

const FACTS: TargetFacts = { name: ABSENT, version: '', profile: ABSENT, address: '', nodes: [] }

const NOTHING: Reply = { outcomes: [], status: undefined }

const SESSION: Session = {
  send: async () => NOTHING,
  cancel: async () => undefined,
  close: async () => undefined,
}

/** No reference: it says nothing to anything, for oracles that judge the subject alone. */
export const absentTarget: Target = {
  facts: FACTS,
  reset: async () => undefined,
  open: async () => SESSION,
  state: async () => [],
  clean: async () => undefined,
  close: async () => undefined,
}

/** What it can do, which is nothing. */
export const absentProfile: Profile = {
  name: ABSENT,
  summary: 'No reference.',
  capabilities: new Set(),
  types: new Map(),
  statusAfterError: 'duckdb',
  reads: 'linearizable',
  sessionSetup: [],
}

/** Whether a side is not there. */
export function isAbsent({ profile }: TargetFacts): boolean {
  return profile === ABSENT
}
