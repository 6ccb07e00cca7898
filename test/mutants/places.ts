import { readFileSync } from 'node:fs'

/** The case in which a campaign of this seed found a mutant when docs/mutants.md was printed, by the mutant's name. */
export const PLACES: ReadonlyMap<string, { readonly workload: string; readonly index: number }> =
  new Map(
    [
      ...readFileSync(new URL('../../docs/mutants.md', import.meta.url), 'utf8').matchAll(
        /^\| `(\S+)` \|.*\| (\S+) #(\d+) \| \d+ \|/gm,
      ),
    ].map(([, name = '', workload = '', index]) => [name, { workload, index: Number(index) }]),
  )
