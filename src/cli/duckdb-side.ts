import type { Perturbed } from '../campaign/doubt.js'
import type { TargetSpec } from '../config/target-spec.js'
import type { Target } from '../model/target.js'
import { openDuckDBTarget } from '../target/duckdb/duckdb-target.js'
import { duckdb } from '../target/profile/duckdb.js'
import type { Opened, Surroundings, TargetIncident } from './opened-side.js'
import { PERTURBATIONS, perturbationText } from './perturbations.js'

/** How a DuckDB of our own is set up. */
interface DuckDBSettings {
  readonly settings: Readonly<Record<string, string>>
  readonly reusesPrepared?: boolean | undefined
  /** What reports call it. */
  readonly label?: string | undefined
}

/** Starts a DuckDB of our own. Throws UsageError when it refuses its settings. */
export async function openDuckDBSide(
  { name: label, threads, perturbation }: Extract<TargetSpec, { kind: 'duckdb' }>,
  around: Surroundings,
): Promise<Opened> {
  const settings = perturbation ? PERTURBATIONS[perturbation] : {}
  if (perturbation) {
    const detail = `it is disturbed by ${perturbationText(perturbation)}`
    around.onIncident({ kind: 'other', target: around.role, detail })
  }
  const how = { settings: { threads: String(threads), ...settings }, label }
  return {
    target: await start(around.role, how, around),
    profile: duckdb,
    again: async (name) => ({ target: await start(name, how, around) }),
  }
}

async function start(name: string, how: DuckDBSettings, around: Surroundings): Promise<Target> {
  const { directory, secrets } = around
  const onReplaced = (death: string) => tellReplaced(name, death, around.onIncident)
  const target = await openDuckDBTarget({ name, directory, secrets, onReplaced, ...how })
  around.onOpened(() => target.close())
  return target
}

/** A process that died, and another one in its place. */
export function tellReplaced(
  target: string,
  death: string,
  onIncident: (incident: TargetIncident) => void,
): void {
  onIncident({ kind: 'target-died', target, detail: death })
  onIncident({ kind: 'target-replaced', target, detail: 'a fresh process was started' })
}

/** The references that a mismatch is shown to. */
const DOUBTERS: readonly (Pick<Perturbed, 'what' | 'path'> & DuckDBSettings)[] = [
  {
    what: 'with two threads and insertion order not preserved',
    path: 'engine',
    settings: PERTURBATIONS.order,
  },
  {
    what: 'with its optimizers off',
    path: 'optimizer',
    settings: PERTURBATIONS.optimizers,
  },
  {
    what: 'with prepared statements that it uses again',
    path: 'prepared',
    settings: {},
    reusesPrepared: true,
  },
]

/** References of our own under other settings, each started when it is first asked. */
export function doubters(around: Surroundings): readonly Perturbed[] {
  return DOUBTERS.map(({ what, path, ...how }, index) => {
    let opened: Promise<Target> | undefined
    const open = (): Promise<Target> => {
      opened ??= start(`reference-${index + 2}`, how, around)
      return opened
    }
    return { what, path, open }
  })
}
