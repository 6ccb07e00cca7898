import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Scope, Target } from '../../../src/model/target.js'
import { openDuckDBTarget } from '../../../src/target/duckdb/duckdb-target.js'

/** Two DuckDBs of a test file, there while its tests run. */
export interface TwoDuckDBs {
  readonly reference: Target
  readonly honest: Target
  /** Scopes that were taken so far. */
  readonly scopes: number
  readonly settings: {
    readonly timeoutMs: number
    readonly nowNs: () => bigint
    readonly nextScope: () => Scope
  }
}

/** Opens both before the tests of a file and closes them behind the last. */
export function twoDuckDBs(name: string): TwoDuckDBs {
  const directory = mkdtempSync(join(tmpdir(), `goldeneye-${name}-`))
  const opened: Target[] = []
  let scopes = 0
  beforeAll(async () => {
    for (const side of ['reference', 'subject'])
      opened.push(await openDuckDBTarget({ name: side, directory }))
  })
  afterAll(async () => {
    await Promise.all(opened.map((target) => target.close()))
    rmSync(directory, { recursive: true, force: true })
  })
  const nextScope = () => {
    scopes += 1
    return { schema: `goldeneye_${name}_${scopes}` }
  }
  const target = (index: number): Target => {
    const found = opened[index]
    if (!found) throw new Error('the targets are open only while tests run')
    return found
  }
  return {
    get reference() {
      return target(0)
    },
    get honest() {
      return target(1)
    },
    get scopes() {
      return scopes
    },
    settings: { timeoutMs: 10_000, nowNs: () => process.hrtime.bigint(), nextScope },
  }
}
