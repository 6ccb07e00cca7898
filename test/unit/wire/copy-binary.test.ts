import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CopyBinaryRows } from '../../../src/target/pg/wire/copy-binary.js'

type Cells = readonly (string | null)[]

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const TRAILER = Buffer.from([0xff, 0xff])

function int(bytes: 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 2) buffer.writeInt16BE(value)
  else buffer.writeInt32BE(value)
  return buffer
}

function rowBytes(cells: Cells): Buffer {
  const fields = cells.map((cell) =>
    cell === null ? int(4, -1) : Buffer.concat([int(4, cell.length), Buffer.from(cell, 'latin1')]),
  )
  return Buffer.concat([int(2, cells.length), ...fields])
}

const bytes = fc.uint8Array({ maxLength: 9 }).map((all) => Buffer.from(all).toString('latin1'))
const rows = fc.array(fc.array(fc.option(bytes), { minLength: 2, maxLength: 2 }), { maxLength: 5 })
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })

test('rows are read however the bytes are cut', () => {
  fc.assert(
    fc.property(rows, sizes, (all, cuts) => {
      const reader = new CopyBinaryRows(2)
      const sent = Buffer.concat([HEADER, ...all.map(rowBytes), TRAILER])
      let at = 0
      for (let i = 0; at < sent.length; i += 1) {
        const next = at + (cuts[i % cuts.length] ?? 1)
        reader.push(sent.subarray(at, next))
        at = next
      }
      reader.finish()
      expect(reader.rows).toEqual(all)
    }),
  )
})

test.each<[what: string, sent: Buffer]>([
  ['begin with its signature', Buffer.from('PGCOPX\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')],
  ['a row of 1 columns where 2 were announced', Buffer.concat([HEADER, rowBytes(['a'])])],
  ['a value of -2 bytes', Buffer.concat([HEADER, int(2, 2), int(4, -2)])],
  ['something behind its end', Buffer.concat([HEADER, TRAILER, TRAILER])],
  ['no end', Buffer.concat([HEADER, rowBytes(['a', null])])],
  ['no end', Buffer.concat([HEADER, rowBytes(['a', null]), int(2, 2)])],
])('broken: %s', (what, sent) => {
  expect(() => {
    const reader = new CopyBinaryRows(2)
    reader.push(sent)
    reader.finish()
  }).toThrow(what)
})
