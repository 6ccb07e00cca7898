import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Perturbed } from '../campaign/doubt.js'
import { askSide, differingSettings, mergeFunctions } from '../campaign/side-facts.js'
import type { Sides } from '../campaign/trial.js'
import type { LakeSpec, PostgresSpec, TargetSpec } from '../config/target-spec.js'
import { TargetLost } from '../model/errors.js'
import type { Profile } from '../model/profile.js'
import type { Target } from '../model/target.js'
import { absentProfile, absentTarget, isAbsent } from '../target/absent.js'
import type { FilesPlace } from '../target/binder.js'
import type { ConnectionSettings } from '../target/pg/connection-settings.js'
import { LanesOpened } from './lanes-opened.js'
import { PERTURBATIONS, perturbationText } from './perturbations.js'
import type { SideSpecs } from './settings.js'
import { scopes } from './surroundings.js'

/** Something that happened to a target beside the answers that it gave. */
export interface TargetIncident {
  readonly kind: 'target-died' | 'target-replaced' | 'node-killed' | 'node-restarted' | 'other'
  readonly target: string
  readonly detail: string
}

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

/** A side that is open. */
export interface Opened {
  /** What a client connects to, where others than this process can. */
  readonly endpoints?: readonly ConnectionSettings[] | undefined
  readonly target: Target
  readonly profile: Profile
  /** Another target like this one, with processes and connections of its own to the same endpoints. */
  readonly again: (name: string) => Promise<{ readonly target: Target }>
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

interface DuckDBSettings {
  readonly settings: Readonly<Record<string, string>>
  readonly reusesPrepared?: boolean | undefined
}

class Opener {
  readonly secrets: string[] = []
  disturbances = 0
  private readonly closers: (() => Promise<void>)[] = []
  private readonly directory = mkdtempSync(join(tmpdir(), 'goldeneye-'))
  private perturbed: readonly Perturbed[] | undefined

  constructor(
    private readonly specs: SideSpecs,
    private readonly report: OnIncident,
  ) {
    // A second Ctrl-C ends the process at once, without `close`.
    process.once('exit', this.removeDirectory)
  }

  private readonly onIncident = (incident: TargetIncident): void => {
    if (incident.kind !== 'other') this.disturbances += 1
    this.report(incident)
  }

  async open(spec: TargetSpec, role: 'reference' | 'subject'): Promise<Opened> {
    switch (spec.kind) {
      case 'none':
        return {
          target: absentTarget,
          profile: absentProfile,
          again: async () => ({ target: absentTarget }),
        }
      case 'duckdb':
        return this.openOwnDuckDB(spec, role)
      case 'lab':
        return this.openLab(spec, role)
      case 'pg':
        return this.openPg(spec, role)
      case 'postgres':
        return this.openPostgres(spec, role)
      case 'ducklake':
        return this.openLake(spec, role)
    }
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
    const isOwn = this.specs.reference.kind === 'duckdb'
    this.perturbed ??= isOwn ? DOUBTERS.map((how, index) => this.doubter(how, index)) : []
    return this.perturbed
  }

  /** Closes all that can be closed, the last one first, and throws the first failure afterwards. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.closers.splice(0).reverse()) {
      await close().catch((error: unknown) => failures.push(error))
    }
    this.removeDirectory()
    process.off('exit', this.removeDirectory)
    if (failures.length > 0) throw failures[0]
  }

  private readonly removeDirectory = (): void => {
    // A child that has not ended yet may still write there.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }

  private async openOwnDuckDB(
    { threads, perturbation }: Extract<TargetSpec, { kind: 'duckdb' }>,
    role: string,
  ): Promise<Opened> {
    const settings = perturbation ? PERTURBATIONS[perturbation] : {}
    if (perturbation) {
      const detail = `it is disturbed by ${perturbationText(perturbation)}`
      this.report({ kind: 'other', target: role, detail })
    }
    return this.openDuckDB(role, { settings: { threads: String(threads), ...settings } })
  }

  private async openDuckDB(name: string, how: DuckDBSettings): Promise<Opened> {
    const { settings, reusesPrepared } = how
    const { openDuckDBTarget } = await import('../target/duckdb/duckdb-target.js')
    const { duckdb } = await import('../target/profile/duckdb.js')
    const target = await openDuckDBTarget({
      name,
      directory: this.directory,
      settings,
      reusesPrepared,
      secrets: secretFromEnvironment,
      onReplaced: (death) => this.replaced(name, death),
    })
    this.closers.push(() => target.close())
    return { target, profile: duckdb, again: (another) => this.openDuckDB(another, how) }
  }

  private replaced(target: string, death: string): void {
    this.onIncident({ kind: 'target-died', target, detail: death })
    this.onIncident({ kind: 'target-replaced', target, detail: 'a fresh process was started' })
  }

  private doubter({ what, path, ...how }: (typeof DOUBTERS)[number], index: number): Perturbed {
    let opened: Promise<Target> | undefined
    const open = (): Promise<Target> => {
      opened ??= this.openDuckDB(`reference-${index + 2}`, how).then(({ target }) => target)
      return opened
    }
    return { what, path, open }
  }

  private async openLab(spec: Extract<TargetSpec, { kind: 'lab' }>, role: string): Promise<Opened> {
    const { startLab } = await import('../lab/lab.js')
    const { mutantNamed } = await import('./mutant.js')
    const { LabKeeper } = await import('./lab-keeper.js')
    const mutations = new Set(spec.mutant === undefined ? [] : [mutantNamed(spec.mutant)])
    const directory = join(this.directory, 'lab')
    const lab = await startLab({ nodes: spec.nodes, directory, mutations }).catch(
      (error: Error) => {
        throw new TargetLost(spec.name, `it does not come up: ${error.message}`)
      },
    )
    this.closers.push(() => lab.close())
    const keeper = new LabKeeper(lab, this.onIncident)
    this.closers.push(() => keeper.close())
    const hosts = lab.endpoints.map(({ host, port }) => `${host}:${port}`).join(',')
    return this.openPg(
      {
        kind: 'pg',
        name: spec.name,
        url: `postgres://goldeneye@${hosts}/lab?sslmode=disable`,
        profile: 'lab',
        files: undefined,
      },
      role,
    )
  }

  private async openPostgres(spec: PostgresSpec, role: string): Promise<Opened> {
    const { openPostgresSide } = await import('./postgres-side.js')
    return openPostgresSide(spec, {
      role,
      secrets: secretFromEnvironment,
      onOpened: (close) => this.closers.push(close),
    })
  }

  private async openLake(spec: LakeSpec, role: 'reference' | 'subject'): Promise<Opened> {
    const { openLakeSide } = await import('./lake-side.js')
    return openLakeSide(spec, {
      role,
      directory: this.directory,
      extensionDirectory: this.specs.extensionDirectory,
      secrets: secretFromEnvironment,
      openCatalog: (catalog) => this.open(catalog, role),
      onOpened: (close) => this.closers.push(close),
      onReplaced: (name, death) => this.replaced(name, death),
    })
  }

  private async openPg(spec: Extract<TargetSpec, { kind: 'pg' }>, role: string): Promise<Opened> {
    const { parsePgUrl } = await import('../target/pg/connection-settings.js')
    const { openPgTarget } = await import('../target/pg/pg-target.js')
    const password = this.specs.passwords.get(spec)
    const endpoints = parsePgUrl(spec.url, { environment: process.env, pgpass: readPgpass() }).map(
      (endpoint) => (password === undefined ? endpoint : { ...endpoint, password }),
    )
    for (const endpoint of endpoints) if (endpoint.password) this.secrets.push(endpoint.password)
    const open = async (asked: Profile | string) => {
      const target = await openPgTarget({
        name: spec.name === 'subject' ? role : spec.name,
        endpoints,
        profile: asked,
        files: filesOf(spec),
        secrets: secretFromEnvironment,
      })
      this.closers.push(() => target.close())
      return target
    }
    const target = await open(spec.profile ?? 'generic')
    const profile = filesOf(spec) === undefined ? withoutFiles(target.profile) : target.profile
    // What was found out about the endpoint is not asked again.
    return {
      target,
      profile,
      endpoints,
      again: async () => ({ target: await open(target.profile) }),
    }
  }
}

/** The lab makes files below each node's own directory; elsewhere a folder that the user named and both sides see. */
function filesOf(spec: Extract<TargetSpec, { kind: 'pg' }>): FilesPlace | undefined {
  if (spec.profile === 'lab') return { kind: 'endpoint', directory: '.' }
  return spec.files === undefined ? undefined : { kind: 'shared', directory: resolve(spec.files) }
}

/** Nobody said where the endpoint may create database files, so no plan asks for one. */
function withoutFiles(profile: Profile): Profile {
  const capabilities = new Set(profile.capabilities)
  capabilities.delete('attach-file')
  return { ...profile, capabilities }
}

/** `${secret:key}` in a case is GOLDENEYE_SECRET_KEY in the environment. */
function secretFromEnvironment(name: string): string | undefined {
  return process.env[`GOLDENEYE_SECRET_${name.toUpperCase()}`]
}

function readPgpass(): string | undefined {
  try {
    return readFileSync(process.env.PGPASSFILE ?? join(homedir(), '.pgpass'), 'utf8')
  } catch {
    return undefined // Having none is the rule.
  }
}
