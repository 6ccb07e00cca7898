import { expect, test } from 'vitest'
import { parseDuckType } from '../../src/values/duck-type.js'
import { fromPgText } from '../../src/values/from-pg-text.js'
import type { Postgres } from './server.js'
import { openSession, send } from './session.js'

export function typesAsText(postgres: Postgres): void {
  test('x', async () => {
    const s = await openSession(postgres)
    expect(await send(s, 'select 1')).toBeTruthy()
    void fromPgText
    void parseDuckType
  })
}
