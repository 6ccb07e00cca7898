import { UsageError } from '../model/errors.js'
import {
  countOf,
  type ReadSettings,
  readSettings,
  splitOnce,
  type TargetSettings,
} from './target-settings.js'

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
  /** A deliberate fault: see target/postgres/faults/. */
  readonly mutant: string | undefined
}

/** Whether a commit waits for the standbys of a started PostgreSQL: see target/postgres/cluster.ts. */
export const REPLICATIONS = ['async', 'sync'] as const
/** Whether what reads on a standby waits until it has caught up, or everything goes to the primary. */
export const POSTGRES_READS = ['linearizable', 'local'] as const

const LAB_NODES = 3
const STANDBYS = 2
/** More processes than this tell nobody more. */
export const LAB_NODES_MAX = 9
const THREADS_MAX = 64

const DUCKDB: TargetSettings = {
  target: 'duckdb',
  settings: {
    threads: { kind: 'count', max: THREADS_MAX, usual: 1 },
    perturbed: { kind: 'word', words: PERTURBATIONS, usual: undefined },
  },
  // Without a value it is every perturbation at once.
  short: { perturbed: 'perturbed=all' },
}

const LAB: TargetSettings = {
  target: 'lab',
  settings: {
    mutant: { kind: 'name', from: 'goldeneye list mutants' },
    nodes: { kind: 'count', max: LAB_NODES_MAX, usual: LAB_NODES },
  },
}

const POSTGRES: TargetSettings = {
  target: 'postgres',
  settings: {
    replication: { kind: 'word', words: REPLICATIONS, usual: 'async' },
    reads: { kind: 'word', words: POSTGRES_READS, usual: 'linearizable' },
    standbys: { kind: 'count', max: LAB_NODES_MAX - 1, usual: STANDBYS },
    mutant: { kind: 'name', from: 'goldeneye list mutants' },
  },
  short: { sync: 'replication=sync', async: 'replication=async' },
}

/** Reads `duckdb`, `duckdb:threads=2`, `duckdb:perturbed`, `duckdb:perturbed=order`, `lab`, `lab:mutant=NAME,nodes=5`, `postgres`, `postgres:sync`, `ducklake`, `ducklake:lab`, `none` or `postgres://...`. */
export function parseTargetSpec(text: string, flag: string): TargetSpec {
  if (/^postgres(ql)?:\/\//i.test(text)) return urlSpec(text)
  const [kind, rest = ''] = splitOnce(text, ':')
  switch (kind) {
    case 'none':
      return noSpec(text, flag)
    case 'duckdb':
      return duckdbSpec(readSettings(rest, flag, DUCKDB))
    case 'lab':
      return labSpec(readSettings(rest, flag, LAB))
    case 'postgres':
      return postgresSpec(readSettings(rest, flag, POSTGRES))
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

function duckdbSpec(read: ReadSettings): TargetSpec {
  const perturbation = PERTURBATIONS.find((known) => known === read.given.perturbed)
  return {
    kind: 'duckdb',
    name: read.name,
    threads: countOf(read, 'threads', DUCKDB),
    ...(perturbation && { perturbation }),
  }
}

function labSpec(read: ReadSettings): TargetSpec {
  const { name, given } = read
  return { kind: 'lab', name, nodes: countOf(read, 'nodes', LAB), mutant: given.mutant }
}

function postgresSpec(read: ReadSettings): PostgresSpec {
  const { replication, reads, mutant } = read.given
  return {
    kind: 'postgres',
    name: read.name,
    replication: REPLICATIONS.find((known) => known === replication) ?? 'async',
    reads: POSTGRES_READS.find((known) => known === reads) ?? 'linearizable',
    standbys: countOf(read, 'standbys', POSTGRES),
    directory: undefined,
    mutant,
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

function urlSpec(url: string): TargetSpec {
  return { kind: 'pg', name: withoutPassword(url), url, profile: undefined, files: undefined }
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
