import { expect, test } from 'vitest'
import { MessageWriter } from '../../../../src/wire/message-writer.js'

test.each([4_080, 4_090, 4_091, 4_092, 4_095, 4_096, 5_000, 20_000])(
  'nothing is lost where the buffer grows: a cell of %i bytes between two others',
  (length) => {
    const writer = new MessageWriter()
    writer
      .begin('D')
      .int16(3)
      .cell('é')
      .cell('x'.repeat(length))
      .cell(Buffer.alloc(length, 7))
      .end()
    const written = writer.take()
    expect(written.readInt32BE(1)).toBe(written.length - 1)
    expect(written.readInt32BE(13)).toBe(length)
    expect(written.toString('utf8', 17, 17 + length)).toBe('x'.repeat(length))
    expect(written.readInt32BE(17 + length)).toBe(length)
    expect(written.subarray(21 + length)).toEqual(Buffer.alloc(length, 7))
  },
)
