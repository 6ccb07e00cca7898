import { randomBytes } from 'node:crypto'
import type { Perturbed } from '../campaign/doubt.js'
import { askSide, differingSettings, mergeFunctions } from '../campaign/side-facts.js'
import type { Sides } from '../campaign/trial.js'
import type { TargetSpec } from '../config/target-spec.js'
import type { Profile } from '../model/profile.js'
import type { Target } from '../model/target.js'
import { ownFolder } from '../processes/own-folder.js'
import { absentProfile, absentTarget, isAbsent } from '../target/absent.js'
import { LanesOpened } from './lanes-opened.js'
import type { Opened, Surroundings, TargetIncident } from './opened-side.js'
import type { SideSpecs } from './settings.js'
import { scopes } from './surroundings.js'

/** The opened sides, and all that was started for them. */
export interface OpenedSides {
  readonly sides: Sides
  /** References under other settings, each started when it is first asked. */
  readonly perturbed: () => Promise<readonly Perturbed[]>
  /** How often a process of a target has died or come back so far. */
  readonly disturbances: () => number
  /** What must never be written anywhere. */
  readonly secrets: readonly string[]
  /**
   * So many places for cases that run at once: the sides themselves, and further ones with processes and connections of
   * their own to the same endpoints. They are closed with the sides.
   */
  readonly lanes: (count: number) => Promise<readonly Sides[]>
  close(): Promise<void>
}

type OnIncident = (incident: TargetIncident) => void

/** Opens both sides; whatever was opened is closed again when one cannot be. Throws UsageError with what to do, TargetLost when the lab does not come up. */
export async function openSides(specs: SideSpecs, onIncident: OnIncident): Promise<OpenedSides> {
  const opener = new Opener(specs, onIncident)
  try {
    const left = await opener.open(specs.reference, 'reference')
    const right = await opener.open(specs.subject, 'subject')
    const [reference, subject] = [left.target, right.target]
    const unstable = await opener.askBoth(reference, subject)
    const sides = { reference, subject, profile: { ...right.profile, unstable } }
    const lanes = new LanesOpened(sides, (lane) => opener.openAgain(left, right, lane))
    return {
      sides,
      lanes: (count) => lanes.open(count),
      perturbed: () => opener.perturbedReferences(),
      disturbances: () => opener.disturbances,
      secrets: opener.secrets,
      close: () => opener.close(),
    }
  } catch (error) {
    await opener.close()
    throw error
  }
}

class Opener {
  readonly secrets: string[] = []
  disturbances = 0
  private readonly closers: (() => Promise<void>)[] = []
  private readonly folder = ownFolder('goldeneye-')
  private perturbed: readonly Perturbed[] | undefined

  constructor(
    private readonly specs: SideSpecs,
    private readonly report: OnIncident,
  ) {}

  /** What each kind of target takes to be opened is loaded only where it is one of the sides. */
  async open(spec: TargetSpec, role: 'reference' | 'subject'): Promise<Opened> {
    const around = this.around(role)
    switch (spec.kind) {
      case 'none':
        return ABSENT
      case 'duckdb':
        return (await import('./duckdb-side.js')).openDuckDBSide(spec, around)
      case 'lab':
        return (await import('./lab-side.js')).openLabSide(spec, around)
      case 'pg':
        return (await import('./pg-side.js')).openPgSide(spec, around)
      case 'postgres':
        return (await import('./postgres-side.js')).openPostgresSide(spec, around)
      case 'ducklake': {
        const { openLakeSide } = await import('./lake-side.js')
        return openLakeSide(spec, around, (catalog) => this.open(catalog, role))
      }
    }
  }

  private around(role: 'reference' | 'subject'): Surroundings {
    return {
      role,
      directory: this.folder.path,
      secrets: secretFromEnvironment,
      passwords: this.specs.passwords,
      extensionDirectory: this.specs.extensionDirectory,
      onOpened: (close) => this.closers.push(close),
      onIncident: this.onIncident,
      onSecret: (secret) => this.secrets.push(secret),
    }
  }

  private readonly onIncident = (incident: TargetIncident): void => {
    if (incident.kind !== 'other') this.disturbances += 1
    this.report(incident)
  }

  /** Both sides once more, for cases that run at the same time. */
  async openAgain(reference: Opened, subject: Opened, lane: number) {
    const [left, right] = await Promise.all([
      reference.again(`reference-lane-${lane}`),
      subject.again(`subject-lane-${lane}`),
    ])
    return { reference: left.target, subject: right.target }
  }

  /** Asks both sides what answers hang on; what differs is reported once. */
  async askBoth(reference: Target, subject: Target): Promise<Profile['unstable']> {
    const nextScope = scopes(randomBytes(3).toString('hex'))
    const present = [reference, subject].filter((side) => !isAbsent(side.facts))
    const facts = await Promise.all(present.map((side) => askSide(side, nextScope())))
    const [left, right] = facts
    for (const detail of left && right ? differingSettings(left, right) : []) {
      this.report({ kind: 'other', target: subject.facts.name, detail })
    }
    return mergeFunctions(facts)
  }

  /** Only a reference that is a DuckDB of our own can be disturbed. */
  async perturbedReferences(): Promise<readonly Perturbed[]> {
    if (this.perturbed) return this.perturbed
    const isOwn = this.specs.reference.kind === 'duckdb'
    const { doubters } = await import('./duckdb-side.js')
    this.perturbed ??= isOwn ? doubters(this.around('reference')) : []
    return this.perturbed
  }

  /** Closes all that can be closed, the last one first, and throws the first failure afterwards. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.closers.splice(0).reverse()) {
      await close().catch((error: unknown) => failures.push(error))
    }
    await this.folder.close()
    if (failures.length > 0) throw failures[0]
  }
}

const ABSENT: Opened = {
  target: absentTarget,
  profile: absentProfile,
  again: async () => ({ target: absentTarget }),
}

/** `${secret:key}` in a case is GOLDENEYE_SECRET_KEY in the environment. */
function secretFromEnvironment(name: string): string | undefined {
  return process.env[`GOLDENEYE_SECRET_${name.toUpperCase()}`]
}
