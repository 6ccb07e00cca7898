import { commitProtocol } from '../../oracles/commit-protocol/commit-protocol.js'
import { differential } from '../../oracles/differential/differential.js'
import { state } from '../../oracles/state/state.js'
import { supportsOf } from '../../src/campaign/requirements.js'
import { execute, type Trial, type TrialSettings, tryPlan } from '../../src/campaign/trial.js'
import { type OpenedSides, openSides } from '../../src/cli/sides.js'
import { clock, scopes } from '../../src/cli/surroundings.js'
import { parseTargetSpec, type TargetSpec } from '../../src/config/target-spec.js'
import { planOf } from '../../src/generate/sample.js'
import { type Lab, startLab } from '../../src/lab/lab.js'
import { type MutantName, NO_MUTATIONS } from '../../src/lab/mutants.js'
import type { History } from '../../src/model/history.js'
import type { Plan } from '../../src/model/plan.js'
import type { Oracle, Verdict } from '../../src/model/verdict.js'
import { fitnessOf } from '../../src/probe/ducklake/fitness.js'
import { caseSeed } from '../../src/random/seed.js'
import { ducklakeMetadata } from '../../workloads/ducklake-metadata/ducklake-metadata.js'

const SEED = 1n
const STEPS_MAX = 80
/** So many cases are tried where none is known to show a mutant. */
const CASES_MAX = 40

/** The oracles that ask nothing of their own, which would take most of the time. */
const WITHOUT_CHECKS: readonly Oracle[] = [commitProtocol, differential, state]

/** Cases of one workload on one lab, whose mutants change; the reference is asked once a case. */
export class CatalogHunt {
  private readonly references = new Map<string, Promise<History>>()

  private constructor(
    private readonly lab: Lab,
    private readonly opened: OpenedSides,
    private readonly settings: TrialSettings,
  ) {}

  static async open(): Promise<CatalogHunt> {
    const lab = await startLab({ nodes: 3 })
    const hosts = lab.endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
    const url = `postgres://goldeneye@${hosts}/lab?sslmode=disable`
    const subject = { ...parseTargetSpec(url, '--subject'), profile: 'lab' } as TargetSpec
    const specs = { reference: parseTargetSpec('duckdb', '--reference'), subject }
    const opened = await openSides({ ...specs, passwords: new Map() }, () => {})
    const settings = { timeoutMs: 30_000, nowNs: clock.nowNs, nextScope: scopes('catalog') }
    return new CatalogHunt(lab, opened, settings)
  }

  /** The first case that shows a mutant: the one that is known to, or else the first one of all that does. */
  async firstShown(
    name: MutantName,
    known: number | undefined,
    oracles: readonly Oracle[] = WITHOUT_CHECKS,
  ): Promise<number | undefined> {
    if (known !== undefined && (await this.shownBy(name, known, oracles))) return known
    for (let index = 0; index < CASES_MAX; index += 1) {
      if (index !== known && (await this.shownBy(name, index, oracles))) return index
    }
    return undefined
  }

  /** The name of the first oracle that sees the mutant in a case. */
  async shownBy(
    name: MutantName,
    index: number,
    oracles: readonly Oracle[],
  ): Promise<string | undefined> {
    const verdicts = await this.judge(name, index, oracles)
    return verdicts.find(({ verdict }) => verdict.kind === 'mismatch')?.oracle
  }

  /** What the oracles say of a case on the lab with one mutant, or without. */
  async judge(name: MutantName | undefined, index: number, oracles: readonly Oracle[]) {
    await this.lab.mutate(name === undefined ? NO_MUTATIONS : new Set([name]))
    const plan = this.planOf(index)
    const reference = await this.reference(index, plan, oracles)
    const subject = await this.run(plan, this.opened.sides.subject, oracles)
    const { profile } = this.opened.sides
    return oracles.map((oracle): { readonly oracle: string; readonly verdict: Verdict } => ({
      oracle: oracle.name,
      verdict: oracle.judge({ plan, reference, subject }, profile),
    }))
  }

  /** A case as a campaign runs it, on the lab with one mutant. */
  async tryCase(name: MutantName, index: number): Promise<Trial> {
    await this.lab.mutate(new Set([name]))
    return tryPlan(this.planOf(index), this.opened.sides, WITHOUT_CHECKS, this.settings)
  }

  /** What the lab with one mutant lacks of what a client needs to commit. */
  async missing(name: MutantName | undefined): Promise<readonly string[]> {
    await this.lab.mutate(name === undefined ? NO_MUTATIONS : new Set([name]))
    const { subject } = this.opened.sides
    const scope = this.settings.nextScope()
    await subject.reset(scope)
    try {
      const fitness = await fitnessOf(subject, scope)
      if (fitness.kind === 'refused') return [fitness.because]
      const commits = fitness.needs.filter(({ group }) => group === 'commits')
      return commits.filter(({ state }) => state === 'missing').map(({ what }) => what)
    } finally {
      await subject.clean(scope)
    }
  }

  async close(): Promise<void> {
    await this.opened.close()
    await this.lab.close()
  }

  private planOf(index: number): Plan {
    const context = { supports: supportsOf(this.opened.sides.profile).has, maxSteps: STEPS_MAX }
    return planOf(ducklakeMetadata, context, caseSeed(SEED, ducklakeMetadata.name, index))
  }

  private reference(index: number, plan: Plan, oracles: readonly Oracle[]): Promise<History> {
    const key = `${index} ${oracles.map(({ name }) => name)}`
    const known = this.references.get(key) ?? this.run(plan, this.opened.sides.reference, oracles)
    this.references.set(key, known)
    return known
  }

  private run(
    plan: Plan,
    target: OpenedSides['sides']['subject'],
    oracles: readonly Oracle[],
  ): Promise<History> {
    const { settings } = this
    const { profile } = this.opened.sides
    return execute(plan, target, { scope: settings.nextScope(), settings, oracles, profile })
  }
}
