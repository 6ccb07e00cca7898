import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sides } from '../src/campaign/trial.js'
import { type OpenedSides, openSides } from '../src/cli/sides.js'
import { parseTargetSpec, type TargetSpec } from '../src/config/target-spec.js'
import { type Lab, startLab } from '../src/lab/lab.js'
import { isSwitchable, type MutantName } from '../src/lab/mutants.js'

/**
 * DuckDB as the reference and the lab with one mutant, or healthy, as the subject. The mutants that can be switched share
 * one lab; each of the others gets its own, which is closed when another of them is asked for.
 */
export class MutantSides {
  private own: { readonly mutant: MutantName; readonly opened: OpenedSides } | undefined

  private constructor(
    private readonly directory: string,
    private readonly lab: Lab,
    private readonly shared: OpenedSides,
  ) {}

  /** Most faults show on a single node, which is quicker; those of replication get three in any case. */
  static async open(nodes = 3): Promise<MutantSides> {
    const directory = mkdtempSync(join(tmpdir(), 'goldeneye-mutants-'))
    const lab = await startLab({ nodes, directory })
    const hosts = lab.endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
    const spec = parseTargetSpec(`postgres://goldeneye@${hosts}/lab?sslmode=disable`, '--subject')
    const opened = await open({ ...spec, profile: 'lab' } as TargetSpec)
    return new MutantSides(directory, lab, opened)
  }

  async with(mutant: MutantName | undefined): Promise<Sides> {
    if (mutant === undefined || isSwitchable(mutant)) {
      await this.lab.mutate(new Set(mutant === undefined ? [] : [mutant]))
      return this.shared.sides
    }
    if (this.own?.mutant !== mutant) {
      await this.own?.opened.close()
      this.own = {
        mutant,
        opened: await open(parseTargetSpec(`lab:mutant=${mutant}`, '--subject')),
      }
    }
    return this.own.opened.sides
  }

  async close(): Promise<void> {
    await this.own?.opened.close()
    await this.shared.close()
    await this.lab.close()
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

function open(subject: TargetSpec): Promise<OpenedSides> {
  const reference = parseTargetSpec('duckdb', '--reference')
  return openSides({ reference, subject, passwords: new Map() }, ({ detail }) =>
    console.error(detail),
  )
}
