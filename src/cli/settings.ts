import { randomBytes } from 'node:crypto'
import { type Config, loadConfig } from '../config/config.js'
import { parseCount, parseDuration } from '../config/duration.js'
import {
  lakeCatalogText,
  lakeSpec,
  parseTargetSpec,
  type TargetSpec,
  withoutPassword,
} from '../config/target-spec.js'
import { UsageError } from '../model/errors.js'
import { parseSeed } from '../random/seed.js'
import { checkSpec } from './check-spec.js'
import { nearest } from './nearest.js'

/** The flags that name the two sides, as commander gives them. */
export interface TargetFlags {
  readonly reference?: string
  readonly subject?: string
  readonly profile?: string
  readonly subjectFiles?: string
  readonly postgresDir?: string
  readonly extensionDir?: string
  readonly config?: string
}

/** The two sides as they are to be opened, with the passwords that the config file refers to. */
export interface SideSpecs {
  readonly reference: TargetSpec
  readonly subject: TargetSpec
  readonly passwords: ReadonlyMap<TargetSpec, string>
  /** The folder with the extensions of the DuckLake client; undefined where nobody named one. */
  readonly extensionDirectory?: string | undefined
}

const DEFAULT_DURATION_MS = 60_000

/** Flags win over the environment, the environment over the config file, the config file over defaults. */
export function flagOr(
  flag: string | undefined,
  name: string,
  configured?: unknown,
): string | undefined {
  const fromEnvironment = process.env[`GOLDENEYE_${name.toUpperCase().replaceAll('-', '_')}`]
  return (
    flag ??
    (fromEnvironment || undefined) ??
    (configured === undefined ? undefined : String(configured))
  )
}

/** Resolves the two sides from flags, environment and config file. Opens nothing. Throws UsageError. */
export function resolveSides(flags: TargetFlags): SideSpecs & { readonly config: Config } {
  const config = loadConfig(flags.config ?? process.env.GOLDENEYE_CONFIG)
  const passwords = new Map<TargetSpec, string>()
  const resolve = (text: string, flag: string): TargetSpec => {
    const target = config.targets[text]
    const catalog = target ? undefined : lakeCatalogText(text)
    if (catalog) return lakeSpec(resolve(catalog, flag), flag)
    if (!target) return specOrSuggestion(text, flag, Object.keys(config.targets))
    const spec = fromConfig(text, target)
    if (target.kind === 'pg' && target.password)
      passwords.set(spec, secretNamed(target.password.env, text))
    return spec
  }
  const reference = withPostgresDir(
    resolve(flagOr(flags.reference, 'reference', config.reference) ?? 'duckdb', '--reference'),
    flags,
  )
  const subject = resolve(flagOr(flags.subject, 'subject', config.subject) ?? 'lab', '--subject')
  const refined = withPostgresDir(withFlags(subject, flags), flags)
  for (const spec of [reference, refined]) checkSpec(spec)
  const password = passwords.get(endpointOf(subject))
  if (password !== undefined) passwords.set(endpointOf(refined), password)
  const extensionDirectory = flagOr(flags.extensionDir, 'extension-dir', config.extensionDir)
  return { reference, subject: refined, passwords, extensionDirectory, config }
}

/** What a client connects to has the password, and not the client. */
function endpointOf(spec: TargetSpec): TargetSpec {
  return spec.kind === 'ducklake' ? (spec.catalog ?? spec) : spec
}

function specOrSuggestion(text: string, flag: string, names: readonly string[]): TargetSpec {
  try {
    return parseTargetSpec(text, flag)
  } catch (error) {
    const close = nearest(text, ['duckdb', 'lab', 'postgres', 'ducklake', ...names])
    if (!(error instanceof UsageError) || !close || close === text) throw error
    throw new UsageError(error.message, `did you mean ${close}? Otherwise ${error.hint}`)
  }
}

function fromConfig(name: string, target: Config['targets'][string]): TargetSpec {
  switch (target.kind) {
    case 'duckdb':
      return { kind: 'duckdb', name, threads: target.threads }
    case 'lab':
      return { kind: 'lab', name, nodes: target.nodes, mutant: target.mutant }
    case 'postgres':
      return { ...target, name, directory: target.directory, mutant: target.mutant }
    case 'pg':
      return { kind: 'pg', name, url: target.url, profile: target.profile, files: target.files }
  }
}

function secretNamed(variable: string, target: string): string {
  const value = process.env[variable]
  if (value !== undefined) return value
  throw new UsageError(
    `the target ${target} takes its password from ${variable}, which is not set`,
    `export ${variable} before you run goldeneye`,
  )
}

function withFlags(spec: TargetSpec, flags: TargetFlags): TargetSpec {
  if (spec.kind === 'ducklake' && spec.catalog) {
    return lakeSpec(withFlags(spec.catalog, flags), '--subject')
  }
  if (spec.kind !== 'pg') {
    if (flags.profile === undefined) return spec
    throw new UsageError(
      `--profile is for an endpoint by URL, and ${spec.name} has its own`,
      'leave it out, or give --subject a URL',
    )
  }
  return {
    ...spec,
    profile: flagOr(flags.profile, 'profile') ?? spec.profile,
    files: flagOr(flags.subjectFiles, 'subject-files') ?? spec.files,
  }
}

/** Flag and environment win over the config file here as well. */
function withPostgresDir(spec: TargetSpec, flags: TargetFlags): TargetSpec {
  if (spec.kind === 'ducklake' && spec.catalog) {
    return lakeSpec(withPostgresDir(spec.catalog, flags), '--subject')
  }
  if (spec.kind !== 'postgres') return spec
  return { ...spec, directory: flagOr(flags.postgresDir, 'postgres-dir', spec.directory) }
}

/** The search flags of `run`, resolved. */
export interface SearchFlags {
  readonly seed?: string
  readonly cases?: string
  readonly duration?: string
  readonly maxFindings?: string
  readonly timeout?: string
  readonly confirm?: string
  readonly reduceBudget?: string
  readonly writers?: string
  readonly commits?: string
}

export interface Search {
  readonly seed: bigint
  readonly cases: number | undefined
  readonly durationMs: number | undefined
  readonly maxFindings: number | undefined
  readonly timeoutMs: number
  readonly confirm: number
  readonly reduceBudgetMs: number
  /** How many clients commit at once, and how often in all; undefined where the workload decides. */
  readonly writers: number | undefined
  readonly commits: number | undefined
}

/** Resolves the search flags from flags, environment and config file. Throws UsageError. */
export function resolveSearch(flags: SearchFlags, config: Config): Search {
  const number = (flag: keyof SearchFlags, name: string, configured?: number) => {
    const text = flagOr(flags[flag], name, configured)
    return text === undefined ? undefined : parseCount(text, `--${name}`, { min: 1 })
  }
  const time = (flag: keyof SearchFlags, name: string, configured?: string) => {
    const text = flagOr(flags[flag], name, configured)
    // Only the search for a smaller case may be left out.
    const minMs = name === 'reduce-budget' ? 0 : 1
    return text === undefined ? undefined : parseDuration(text, `--${name}`, minMs)
  }
  const seed = flagOr(flags.seed, 'seed', config.seed)
  const cases = number('cases', 'cases', config.cases)
  const durationMs = time('duration', 'duration', config.duration)
  return {
    seed: seed === undefined ? randomSeed() : parseSeed(seed),
    cases,
    durationMs: durationMs ?? (cases === undefined ? DEFAULT_DURATION_MS : undefined),
    writers: counted(flags.writers, '--writers', WRITERS_MAX),
    commits: counted(flags.commits, '--commits', COMMITS_MAX),
    maxFindings: number('maxFindings', 'max-findings', config.maxFindings),
    timeoutMs: time('timeout', 'timeout', config.timeout) ?? 30_000,
    confirm: number('confirm', 'confirm') ?? 3,
    reduceBudgetMs: time('reduceBudget', 'reduce-budget') ?? 20_000,
  }
}

/** A seed that a person can type. */
function randomSeed(): bigint {
  return BigInt(randomBytes(4).readUInt32BE())
}

/** The target flags that a printed command needs to do the same again; a password is never among them. */
export function targetFlags(flags: TargetFlags): readonly string[] {
  const given: readonly [string, string | undefined][] = [
    ['--reference', flagOr(flags.reference, 'reference')],
    ['--subject', flagOr(flags.subject, 'subject')],
    ['--profile', flagOr(flags.profile, 'profile')],
    ['--subject-files', flagOr(flags.subjectFiles, 'subject-files')],
    ['--extension-dir', flagOr(flags.extensionDir, 'extension-dir')],
    ['--postgres-dir', flagOr(flags.postgresDir, 'postgres-dir')],
    ['--config', flags.config],
  ]
  return given.flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, withoutPassword(value)],
  )
}

/** Each is a connection to the endpoint. */
const WRITERS_MAX = 256
const COMMITS_MAX = 1_000_000

function counted(text: string | undefined, flag: string, max: number): number | undefined {
  return text === undefined ? undefined : parseCount(text, flag, { min: 1, max })
}
