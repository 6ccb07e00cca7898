import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseTargetSpec } from '../src/config/target-spec.js'
import { type Lab, startLab } from '../src/lab/lab.js'
import { isSwitchable, type MutantName } from '../src/lab/mutants.js'
import type { CaseId } from '../src/model/plan.js'
import {
  type CampaignPlace,
  type CampaignRequest,
  type CampaignResult,
  campaignOf,
  openPlace,
} from './one-campaign.js'

/** A hunt for mutants. Those that can be switched while a lab is up share one; each of the others gets its own. */
export class Hunt {
  private constructor(
    private readonly directory: string,
    private readonly lab: Lab,
    private readonly place: CampaignPlace,
  ) {}

  static async open(): Promise<Hunt> {
    const directory = mkdtempSync(join(tmpdir(), 'goldeneye-hunt-'))
    const lab = await startLab({ nodes: 3, directory })
    const hosts = lab.endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
    const spec = parseTargetSpec(`postgres://goldeneye@${hosts}/lab?sslmode=disable`, '--subject')
    const place = await openPlace({ ...spec, profile: 'lab' } as typeof spec)
    return new Hunt(directory, lab, place)
  }

  /** A campaign against the lab with one mutant, or healthy. */
  async campaign(
    mutant: MutantName | undefined,
    request: CampaignRequest,
  ): Promise<CampaignResult> {
    if (mutant !== undefined && !isSwitchable(mutant))
      return campaignOf({ subject: `lab:mutant=${mutant}`, ...request })
    await this.lab.mutate(new Set(mutant === undefined ? [] : [mutant]))
    return this.place.campaign(request)
  }

  /** The kind of mismatch that a generated case shows on the lab with one mutant, each time it is run. */
  async shown(mutant: MutantName, id: CaseId): Promise<string | undefined> {
    if (isSwitchable(mutant)) {
      await this.lab.mutate(new Set([mutant]))
      return this.place.shown(id)
    }
    const place = await openPlace(`lab:mutant=${mutant}`)
    try {
      return await place.shown(id)
    } finally {
      await place.close()
    }
  }

  async close(): Promise<void> {
    await this.place.close()
    await this.lab.close()
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }
}
