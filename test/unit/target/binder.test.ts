import { expect, test } from 'vitest'
import { Binder } from '../../../src/target/binder.js'
import { parseDuckType } from '../../../src/values/duck-type.js'
import { fromPgBinary } from '../../../src/values/from-pg-binary.js'

const TEXT_ARRAY = 1009
const TEXT = 25

test('names in the elements of a binary array become placeholders, and it can still be read', () => {
  const binder = new Binder('goldeneye_x1', { files: { kind: 'shared', directory: '.' } })
  binder.bind('${schema} ${db:other}')
  const sent = arrayOf(['main', 'goldeneye_x1', null, 'goldeneye_x1_other'])
  const outcome = binder.redactOutcome({
    kind: 'rows',
    columns: [{ name: 'a', type: { kind: 'pg', oid: TEXT_ARRAY, modifier: -1, format: 'binary' } }],
    rows: [[sent]],
  })
  const cell = outcome.kind === 'rows' ? outcome.rows[0]?.[0] : undefined
  expect(fromPgBinary(cell as string, parseDuckType('VARCHAR[]'), TEXT_ARRAY)).toBe(
    '["main", "${schema}", NULL, "${db:other}"]',
  )
})

/** As array_send writes it. */
function arrayOf(elements: readonly (string | null)[]): string {
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(4 * values.length)
    for (const [at, value] of values.entries()) bytes.writeInt32BE(value, 4 * at)
    return bytes
  }
  const parts = elements.map((element) =>
    element === null
      ? numbers(-1)
      : Buffer.concat([numbers(Buffer.byteLength(element)), Buffer.from(element)]),
  )
  return Buffer.concat([numbers(1, 1, TEXT, elements.length, 1), ...parts]).toString('latin1')
}
