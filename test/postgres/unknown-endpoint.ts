import { expect, test } from 'vitest'
import type { Postgres } from './server.js'
import { openSession, openTarget, send } from './session.js'

const LEFT = `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'goldeneye%'
UNION ALL SELECT relname FROM pg_class WHERE relname LIKE 'goldeneye%'
UNION ALL SELECT datname FROM pg_database WHERE datname LIKE 'goldeneye%'`

/** Of an endpoint without a profile everything is found out by asking. */
export function unknownEndpoint(postgres: Postgres): void {
  test('is probed, and nothing of the probe is left', async () => {
    const target = await openTarget(postgres, { profile: 'generic' })
    expect({
      capabilities: [...target.profile.capabilities].sort(),
      statusAfterError: target.profile.statusAfterError,
      batches: target.profile.batches,
      sql: target.profile.sql,
    }).toMatchInlineSnapshot(`
      {
        "batches": "transaction",
        "capabilities": [
          "binary-parameters",
          "binary-results",
          "cancel",
          "copy-binary",
          "copy-to-stdout",
          "multi-session",
          "on-conflict",
          "portals",
          "returning",
          "schemas",
          "transactions",
        ],
        "sql": "postgres",
        "statusAfterError": "postgres",
      }
    `)
    const session = await openSession(postgres)
    const { outcomes } = await send(session, LEFT)
    expect(outcomes).toMatchObject([{ rows: [['${schema}']] }])
  })
}
