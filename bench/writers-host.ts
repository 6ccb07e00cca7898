import type { Sides } from '../src/campaign/trial.js'
import { type OpenedSides, openSides } from '../src/cli/sides.js'
import { parseTargetSpec } from '../src/config/target-spec.js'
import { CATALOG_MUTANTS, ENDPOINT_MUTANTS } from '../src/faults/mutants-of-catalog.js'
import type { MutantName } from '../src/lab/mutants.js'
import { UsageError } from '../src/model/errors.js'
import { POSTGRES_MUTANTS } from '../src/target/postgres/faults/mutants.js'
import { MutantSides } from './mutant-sides.js'
import type { WritersRun } from './writers-run.js'

/** A fault as the table has it. */
export interface HostedMutant {
  readonly name: string
  /** Why writers cannot come across it; undefined where they must find it. */
  readonly out: string | undefined
}

/** A target that can be had with each of its mutants, once it is opened. */
export interface HostedTarget {
  readonly name: string
  /** Those of these names, or all. Throws UsageError for a name that it does not have. */
  readonly chosen: (names: readonly string[] | undefined) => readonly HostedMutant[]
  readonly open: () => Promise<MutantHost>
}

/** Who opens it closes it. */
export interface MutantHost {
  /** Both sides, the subject with that mutant or without one. */
  readonly with: (mutant: string | undefined) => Promise<Sides>
  /** Whether a run says of a mutant what it should, and in words. */
  readonly judge: (mutant: string, run: WritersRun) => Judged
  readonly close: () => Promise<void>
}

interface Judged {
  readonly isDue: boolean
  readonly text: string
}

/** Throws UsageError where the target is neither `lab` nor `postgres`. */
export function hostNamed(target: string): HostedTarget {
  switch (target) {
    case 'lab':
      return hosted(target, [...CATALOG_MUTANTS, ...ENDPOINT_MUTANTS], { out: OUT, open: labHost })
    case 'postgres':
      return hosted(target, POSTGRES_MUTANTS, { out: OUT_ON_POSTGRES, open: postgresHost })
    default:
      throw new UsageError(`${target} has no mutants`, 'lab or postgres')
  }
}

function hosted(
  name: string,
  mutants: readonly { readonly name: string }[],
  { out, open }: Pick<HostedTarget, 'open'> & { readonly out: typeof OUT },
): HostedTarget {
  const all = mutants.map((mutant) => ({ name: mutant.name, out: out[mutant.name] }))
  const chosen = (names: readonly string[] | undefined) => {
    const unknown = names?.find((one) => !all.some((mutant) => mutant.name === one))
    if (unknown === undefined) return all.filter((one) => names?.includes(one.name) ?? true)
    throw new UsageError(`${name} has no mutant "${unknown}"`, 'goldeneye list mutants')
  }
  return { name, chosen, open }
}

/** What writers do not do, and so cannot see. */
const OUT: Readonly<Record<string, string>> = {
  'failed-batch-keeps-beginning':
    "a race is lost over the snapshot's row, with which each batch begins: nothing before it could be kept",
  'probe-fails-transaction': 'writers probe for no missing table',
  'now-moves-in-batch': 'writers bind their times',
  'inlined-nan-as-null': 'one commit in some hundreds has a NaN in an inlined row',
  'tag-list-short':
    'it takes a catalog with tags that the watcher happens to load, which few runs do',
  'no-copy': 'writers read by plain SELECT',
}

/** What there is more of on PostgreSQL, where a writer waits for the other one at its first row. */
const OUT_ON_POSTGRES: Readonly<Record<string, string>> = {
  ...OUT,
  'ddl-not-rolled-back': 'a batch that loses a race has not come to its CREATE TABLE',
}

async function labHost(): Promise<MutantHost> {
  const sides = await MutantSides.open()
  return {
    with: (mutant) => sides.with(mutant as MutantName | undefined),
    judge,
    close: () => sides.close(),
  }
}

/** A cluster for each mutant, as `--subject postgres:mutant=NAME` has it. */
async function postgresHost(): Promise<MutantHost> {
  let opened: OpenedSides | undefined
  return {
    with: async (mutant) => {
      await opened?.close()
      opened = undefined
      opened = await openedFor(mutant === undefined ? 'postgres' : `postgres:mutant=${mutant}`)
      return opened.sides
    },
    judge,
    close: async () => opened?.close(),
  }
}

function openedFor(subject: string): Promise<OpenedSides> {
  return openSides(
    {
      reference: parseTargetSpec('duckdb', '--reference'),
      subject: parseTargetSpec(subject, '--subject'),
      passwords: new Map(),
    },
    ({ detail }) => console.error(detail),
  )
}

/** An endpoint that closes during COMMIT breaks no promise: what has to be said is what became of those commits. */
function judge(mutant: string, { found, counts }: WritersRun): Judged {
  const told = found.map(({ oracle, kind }) => `${oracle}: ${kind}`)
  if (mutant !== 'closes-at-commit') {
    return { isDue: told.length > 0, text: told.join(', ') || 'not found' }
  }
  const [done = 0, not = 0] = ['done', 'not done'].map((what) =>
    counts.get(`commits of unknown end, found ${what}`),
  )
  const decided = `no finding; ${done + not} commits unknown, found ${done} done and ${not} not done`
  return { isDue: told.length === 0 && done > 0 && not > 0, text: told.join(', ') || decided }
}
