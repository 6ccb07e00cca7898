import fc from 'fast-check'
import {
  type ClientSpec,
  defineWorkload,
  type Plan,
  type Step,
  statement,
} from '../../src/index.js'
import { creationText } from '../ducklake-metadata/creation.js'
import { latestSnapshot } from '../ducklake-metadata/reads/snapshots.js'
import { ducklakeReader } from './reader.js'
import { inPlace } from './talk.js'
import { ducklakeWatcher } from './watcher.js'
import { ducklakeWriter } from './writer.js'

const WRITERS = 3
const COMMITS = 9

/** Readers at the end, one for each of the first nodes. */
const READERS = 3

/**
 * A client of the extension waits 100 ms before it tries again, which a few writers need not. Many would only lose races
 * against each other, so they wait as long, and work for a while before each commit.
 */
function pace(writers: number) {
  if (writers <= FEW) return { waitMs: 10 }
  return { waitMs: 100, thinkMs: THINK_MS_PER_WRITER * writers }
}

const FEW = 4
const THINK_MS_PER_WRITER = 40

/** Who looks on while they write. Where they are many, which takes longer, it looks less often, and asks in their place. */
const WATCHER = 'v1'

function watching(writers: number) {
  if (writers <= FEW) return { waitMs: 20, reads: 1 }
  return { waitMs: THINK_MS_PER_WRITER * writers, reads: 4 }
}

/** DuckLake clients that commit at the same time, truly at once, and then every node's catalog row by row. */
export const ducklakeWriters = defineWorkload({
  name: 'ducklake-writers',
  summary: 'DuckLake clients commit to one catalog at once, and retry by the commit protocol.',
  requires: ['multi-session', 'schemas', 'transactions'],
  features: [
    'lost-race',
    'gave-up',
    'unknown-commit',
    'commit-at-risk',
    'client-ended',
    'reader-failed',
  ],
  programs: [ducklakeWriter, ducklakeWatcher, ducklakeReader],
  plan: ({ supports, clients }) =>
    fc.nat().map((seed) => {
      const { writers = WRITERS, commits = COMMITS } = clients ?? {}
      return planOf({ seed, writers, commits, reads: supports('duckdb-types') ? 1 : 0 })
    }),
})

interface Recipe {
  readonly seed: number
  readonly writers: number
  readonly commits: number
  readonly reads: number
}

function planOf({ seed, writers, commits, reads }: Recipe): Plan {
  const names = Array.from({ length: writers }, (_, i) => `w${i + 1}`)
  const readers = Array.from({ length: READERS }, (_, i) => `r${i + 1}`)
  const [before, between] = [opening(names[0] ?? 'w1'), newest('r1')]
  const steps = [...before, between]
  const looks = watching(writers)
  const at = before.length
  return {
    sessions: [
      ...names.map((name) => ({ name, node: 'any' as const })),
      ...readers.map((name, i) => ({
        name,
        node: i === 0 ? ('leader' as const) : ('reader' as const),
      })),
      { name: WATCHER, node: 'reader' },
    ],
    steps,
    clients: [
      ...names.map((session, number): ClientSpec => {
        const share = Math.floor(commits / writers) + (number < commits % writers ? 1 : 0)
        const args = {
          number,
          seed: seed + number,
          commits: share,
          reads: writers > FEW ? 0 : reads,
          ...pace(writers),
        }
        return { session, program: ducklakeWriter.name, args, at }
      }),
      {
        session: WATCHER,
        program: ducklakeWatcher.name,
        args: {
          seed: seed + writers,
          writers,
          waitMs: looks.waitMs,
          reads: reads * looks.reads,
        },
        at,
      },
      ...readers.map((session, i) => ({
        session,
        program: ducklakeReader.name,
        args: { apart: i > 0 },
        at: at + 1,
      })),
    ],
    features: [],
  }
}

/** The step that keeps the readers apart from the writers. */
function newest(session: string): Step {
  const { sql, compare } = latestSnapshot
  return { kind: 'statement', session, statement: statement(inPlace(sql), { compare }) }
}

/** One client makes the catalog before the others come. */
function opening(session: string): readonly Step[] {
  return ['CREATE SCHEMA IF NOT EXISTS {M}', creationText()].map((sql) => ({
    kind: 'statement',
    session,
    statement: statement(inPlace(sql), { expect: 'ok' }),
  }))
}
