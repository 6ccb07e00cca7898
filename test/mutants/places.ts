import { readFileSync } from 'node:fs'

/** Cases that show a mutant since the workload of the printed one has changed, or that show it in less time. */
const SINCE = [
  ['aborted-commit-says-commit', { workload: 'typed-mutations', index: 0 }],
  ['aborted-commit-keeps', { workload: 'typed-mutations', index: 0 }],
  ['stale-own-read', { workload: 'protocol-states', index: 1 }],
  ['error-skips-nothing', { workload: 'protocol-states', index: 0 }],
  ['prepared-names-leak', { workload: 'protocol-states', index: 5 }],
  ['entry-applied-twice', { workload: 'ducklake-metadata', index: 2 }],
] as const

/** The case in which a campaign of this seed found a mutant when docs/mutants.md was printed, by the mutant's name. */
export const PLACES: ReadonlyMap<string, { readonly workload: string; readonly index: number }> =
  new Map<string, { readonly workload: string; readonly index: number }>([
    ...[
      ...readFileSync(new URL('../../docs/mutants.md', import.meta.url), 'utf8').matchAll(
        /^\| `(\S+)` \|.*\| (\S+) #(\d+) \| \d+ \|/gm,
      ),
    ].map(
      ([, name = '', workload = '', index]) => [name, { workload, index: Number(index) }] as const,
    ),
    ...SINCE,
  ])
