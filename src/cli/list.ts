import { UsageError } from '../model/errors.js'
import { nearest } from './nearest.js'

interface Entry {
  readonly name: string
  readonly summary: string
  /** Of a mutant: which targets can have it. */
  readonly targets?: readonly string[]
}

/** What can be listed. */
const LISTS: readonly Entry[] = [
  { name: 'workloads', summary: 'where plans come from, for goldeneye run <workload>' },
  { name: 'oracles', summary: 'what judges them, for --oracle' },
  {
    name: 'mutants',
    summary: 'deliberate faults, for --subject lab:mutant=NAME, some for postgres:mutant=NAME',
  },
  { name: 'profiles', summary: 'kinds of endpoints, for --profile' },
  { name: 'types', summary: 'what goldeneye probe types looks at, for --type' },
  { name: 'features', summary: 'the situations that plans can reach' },
]

/** `goldeneye list <what>`: names with a sentence each, or the same as JSON; without a word, what lists there are. */
export async function list(
  what: string | undefined,
  options: { readonly json?: boolean },
): Promise<number> {
  const entries = what === undefined ? LISTS : await entriesOf(what)
  process.stdout.write(options.json ? `${JSON.stringify(entries, null, 2)}\n` : table(entries))
  return 0
}

async function entriesOf(what: string): Promise<readonly Entry[]> {
  switch (what) {
    case 'workloads':
      return (await import('./registry.js')).WORKLOADS.map(
        ({ name, summary, requires, features }) => ({
          name,
          summary,
          requires,
          features,
        }),
      )
    case 'oracles':
      return (await import('./registry.js')).ORACLES.map(({ name, summary }) => ({ name, summary }))
    case 'mutants':
      return mutants()
    case 'profiles':
      return (await import('../target/profile/named.js')).PROFILES.map(({ name, summary }) => ({
        name,
        summary,
      }))
    case 'types':
      return (await import('../probe/types.js')).PROBED_TYPES.map(({ type, edges }) => ({
        name: type.name,
        summary: edges.length === 0 ? 'only NULL' : `${edges.length} edge values, and random ones`,
      }))
    case 'features':
      return (await import('./registry.js')).WORKLOADS.flatMap(({ name, features }) =>
        features.map((feature) => ({ name: feature, summary: `reached by ${name}` })),
      )
    default: {
      const known = LISTS.map(({ name }) => name)
      const close = nearest(what, known)
      throw new UsageError(
        `there is no list of "${what}"`,
        close ? `did you mean ${close}?` : `there are ${known.join(', ')}`,
      )
    }
  }
}

/** Those of the lab, and which of them a PostgreSQL of our own can have as well. */
async function mutants(): Promise<readonly Entry[]> {
  const { MUTANTS } = await import('../lab/mutants.js')
  const { isPostgresMutant } = await import('../target/postgres/faults/mutants.js')
  return MUTANTS.map((mutant) => {
    const targets = isPostgresMutant(mutant.name) ? ['lab', 'postgres'] : ['lab']
    return { ...mutant, targets }
  })
}

function table(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map((entry) => entry.name.length))
  return entries.map((entry) => `${entry.name.padEnd(width)}  ${sentenceOf(entry)}\n`).join('')
}

function sentenceOf({ summary, targets = [] }: Entry): string {
  return targets.length > 1 ? `${summary} (${targets.join(' and ')})` : summary
}
