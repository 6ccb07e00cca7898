import { UsageError } from '../model/errors.js'

/** Ways in which a DuckDB is disturbed that must not change its answers; their settings are in cli/perturbations.ts. */
export const PERTURBATIONS = ['all', 'threads', 'order', 'optimizers', 'paths', 'vectors'] as const
export type Perturbation = (typeof PERTURBATIONS)[number]

/** What a target is to be, before it is opened. */
export type TargetSpec =
  | {
      readonly kind: 'duckdb'
      readonly name: string
      readonly threads: number
      readonly perturbation?: Perturbation | undefined
    }
  /** No reference: only oracles that judge the subject alone have a say. */
  | { readonly kind: 'none'; readonly name: 'none' }
  | {
      readonly kind: 'lab'
      readonly name: string
      readonly nodes: number
      readonly mutant: string | undefined
    }
  | {
      readonly kind: 'pg'
      readonly name: string
      readonly url: string
      readonly profile: string | undefined
      /** A folder of the endpoint's own machine in which it may create database files. */
      readonly files: string | undefined
    }
  | PostgresSpec
  | LakeSpec

/** The real DuckLake client, with its catalog in that target; undefined for a DuckDB file. */
export interface LakeSpec {
  readonly kind: 'ducklake'
  readonly name: string
  readonly catalog: Extract<TargetSpec, { kind: 'lab' | 'pg' | 'postgres' }> | undefined
}

/** A PostgreSQL cluster that is started for the run: a primary and its streaming standbys. */
export interface PostgresSpec {
  readonly kind: 'postgres'
  readonly name: string
  readonly replication: (typeof REPLICATIONS)[number]
  readonly reads: (typeof POSTGRES_READS)[number]
  readonly standbys: number
  /** The folder with its programs; undefined where they are to be looked for. */
  readonly directory: string | undefined
}

/** Whether a commit waits for the standbys of a started PostgreSQL: see target/postgres/cluster.ts. */
export const REPLICATIONS = ['async', 'sync'] as const
/** Whether what reads on a standby waits until it has caught up, or everything goes to the primary. */
export const POSTGRES_READS = ['linearizable', 'local'] as const

const LAB_NODES = 3
const STANDBYS = 2
/** More processes than this tell nobody more. */
export const LAB_NODES_MAX = 9

/** Reads `duckdb`, `duckdb:threads=2`, `duckdb:perturbed`, `duckdb:perturbed=order`, `lab`, `lab:mutant=NAME,nodes=5`, `postgres`, `postgres:sync`, `ducklake`, `ducklake:lab`, `none` or `postgres://...`. */
export function parseTargetSpec(text: string, flag: string): TargetSpec {
  if (/^postgres(ql)?:\/\//i.test(text)) return urlSpec(text)
  const [kind, rest = ''] = splitOnce(text, ':')
  switch (kind) {
    case 'none':
      return noSpec(text, flag)
    case 'duckdb':
      return duckdbSpec(rest, flag)
    case 'lab': {
      const { nodes, mutant } = settings(rest, ['nodes', 'mutant'], flag)
      const count = whole(nodes, LAB_NODES, { flag, key: 'nodes', max: LAB_NODES_MAX })
      return { kind: 'lab', name: mutant ? `lab:${mutant}` : 'lab', nodes: count, mutant }
    }
    case 'postgres':
      return postgresSpec(rest, flag)
    case 'ducklake':
      return lakeSpec(rest === '' ? undefined : parseTargetSpec(rest, flag), flag)
    default:
      throw new UsageError(
        `${flag} "${withoutPassword(text)}" is no target`,
        `use duckdb, lab, lab:mutant=NAME, postgres, postgres:sync, a URL such as postgres://user@host:5432/db, or a name from the config file`,
      )
  }
}

function noSpec(text: string, flag: string): TargetSpec {
  if (text === 'none' && flag === '--reference') return { kind: 'none', name: 'none' }
  throw new UsageError(
    `${flag} "${text}" is no target`,
    'there can be no reference (--reference none), but a subject is needed',
  )
}

/** `perturbed` without a value is every perturbation at once. */
function duckdbSpec(rest: string, flag: string): TargetSpec {
  const text = rest.replace(/(^|,)perturbed(?=,|$)/, '$1perturbed=all')
  const { threads, perturbed } = settings(text, ['threads', 'perturbed'], flag)
  const perturbation = PERTURBATIONS.find((known) => known === perturbed)
  if (perturbed !== undefined && perturbation === undefined) {
    throw new UsageError(
      `${flag}: there is no perturbation "${perturbed}"`,
      `there are ${PERTURBATIONS.join(', ')}`,
    )
  }
  return {
    kind: 'duckdb',
    name: perturbation ? `duckdb:perturbed=${perturbation}` : 'duckdb',
    threads: whole(threads, 1, { flag, key: 'threads', max: 64 }),
    ...(perturbation && { perturbation }),
  }
}

/** What stands for the catalog in `ducklake:lab`, nothing in `ducklake`; undefined for the text of any other target. */
export function lakeCatalogText(text: string): string | undefined {
  const [kind, rest = ''] = splitOnce(text, ':')
  return kind === 'ducklake' ? rest : undefined
}

/** The client with its catalog in that target. `ducklake:duckdb` is `ducklake`. Throws UsageError. */
export function lakeSpec(catalog: TargetSpec | undefined, flag: string): LakeSpec {
  switch (catalog?.kind) {
    case undefined:
    case 'duckdb':
      return { kind: 'ducklake', name: 'ducklake', catalog: undefined }
    case 'lab':
    case 'pg':
    case 'postgres':
      return { kind: 'ducklake', name: `ducklake:${catalog.name}`, catalog }
    default:
      throw new UsageError(
        `${flag}: a DuckLake catalog cannot be in ${catalog?.name}`,
        'use ducklake for a DuckDB file, ducklake:lab, ducklake:postgres or ducklake:postgres://...',
      )
  }
}

/** `sync` and `async` stand without a name. */
function postgresSpec(rest: string, flag: string): PostgresSpec {
  const named = rest.replace(/(^|,)(a?sync)(?=,|$)/, '$1replication=$2')
  const keys = ['replication', 'reads', 'standbys']
  const { replication = 'async', reads = 'linearizable', standbys } = settings(named, keys, flag)
  const count = whole(standbys, STANDBYS, { flag, key: 'standbys', max: LAB_NODES_MAX - 1 })
  return {
    kind: 'postgres',
    name: 'postgres',
    replication: oneOf(REPLICATIONS, replication, { flag, key: 'replication' }),
    reads: oneOf(POSTGRES_READS, reads, { flag, key: 'reads' }),
    standbys: count,
    directory: undefined,
  }
}

function oneOf<T extends string>(
  known: readonly T[],
  text: string,
  { flag, key }: { readonly flag: string; readonly key: string },
): T {
  const found = known.find((one) => one === text)
  if (found !== undefined) return found
  throw new UsageError(`${flag}: ${key}=${text} is no setting`, `there are ${known.join(' and ')}`)
}

function urlSpec(url: string): TargetSpec {
  return { kind: 'pg', name: 'subject', url, profile: undefined, files: undefined }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function settings(
  text: string,
  keys: readonly string[],
  flag: string,
): Record<string, string | undefined> {
  const entries = text === '' ? [] : text.split(',').map((part) => splitOnce(part, '='))
  for (const [key, value] of entries) {
    if (!keys.includes(key) || value === undefined || value === '') {
      throw new UsageError(
        `${flag}: "${key}" is no setting of this target`,
        `it has ${keys.map((name) => `${name}=...`).join(' and ')}`,
      )
    }
  }
  return Object.fromEntries(entries)
}

function whole(
  text: string | undefined,
  otherwise: number,
  where: { readonly flag: string; readonly key: string; readonly max: number },
): number {
  if (text === undefined) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= where.max) return value
  throw new UsageError(
    `${where.flag}: ${where.key}=${text} is not between 1 and ${where.max}`,
    `for example ${where.key}=${otherwise}`,
  )
}

/** A target's text without the password that its URL may hold, for messages and for commands to run again. */
export function withoutPassword(text: string): string {
  // What was meant to be a URL may still hold one.
  if (!text.includes('://')) return text.replace(/:\S*@/, '@')
  return text
    .replace(/(\/\/[^\s:/?#@]*):\S*@/, '$1@')
    .replace(/([?&])password=[^&#]*&?/gi, '$1')
    .replace(/[?&]$/, '')
}
