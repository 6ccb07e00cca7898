import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { openLocalEngine } from '../../../src/lab/local-engine.js'
import type { Mutations } from '../../../src/lab/mutants.js'
import { startPgServer } from '../../../src/lab/pgwire/server.js'
import { Lane } from '../../../src/probe/lane.js'
import type { Sides } from '../../../src/probe/matrix-row.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'
import { openPgTarget } from '../../../src/target/pg/pg-target.js'
import { lab } from '../../../src/target/profile/lab.js'

/** DuckDB in a process of its own for all tests of a file. */
export function referenceLane(): () => Lane {
  const directory = mkdtempSync(join(tmpdir(), 'goldeneye-probe-'))
  let lane: Lane
  beforeAll(async () => {
    const target = await openDuckDBTarget({
      name: 'reference',
      directory,
      settings: { threads: '1' },
    })
    lane = await Lane.open(target, { schema: 'goldeneye_reference' })
  })
  afterAll(async () => {
    await lane.close()
    await (lane.target as { close(): Promise<void> }).close()
    rmSync(directory, { recursive: true, force: true })
  })
  return () => lane
}

/** Runs something on one DuckDB behind the lab's protocol server, with or without faults. */
export async function onServer<T>(
  mutations: Mutations,
  run: (subject: Lane) => Promise<T>,
): Promise<T> {
  const engine = await openLocalEngine({ path: ':memory:', mutations })
  const auth = { kind: 'trust' } as const
  const server = await startPgServer({ host: '127.0.0.1', port: 0, engine, auth, mutations })
  const endpoint = {
    host: '127.0.0.1',
    port: server.port,
    user: 'u',
    database: 'd',
    sslMode: 'disable',
  } as const
  // Of the lab only the types: a single server has no setting for how fresh its reads are.
  const profile = { ...lab, sessionSetup: [] }
  const target = await openPgTarget({
    name: 'subject',
    endpoints: [endpoint],
    profile,
    files: undefined,
  })
  try {
    const lane = await Lane.open(target, { schema: 'goldeneye_subject' })
    try {
      return await run(lane)
    } finally {
      await lane.close()
    }
  } finally {
    await target.close()
    await server.close()
    await engine.close()
  }
}

export const LAB: Sides['profile'] = lab
