import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '../../../src/model/outcome.js'
import { Answers } from '../../../src/target/pg/wire/answers.js'
import { type Frame, FrameReader } from '../../../src/target/pg/wire/frame-reader.js'
import type { Owed } from '../../../src/target/pg/wire/script.js'
import { TooLarge, WireViolation } from '../../../src/target/pg/wire/wire-violation.js'
import { complete, dataRow, failure, message, ready, rowDescription } from './backend.js'

const SIMPLE: readonly Owed[] = [{ kind: 'query', asRows: undefined }]
const EXTENDED: readonly Owed[] = [
  { kind: 'parse' },
  { kind: 'bind' },
  { kind: 'describe' },
  { kind: 'execute', paging: undefined },
  { kind: 'sync' },
]

const RESULT = [rowDescription(['a', 'é', 'c']), dataRow('1', null, 'ü'), dataRow('', '2', '3')]
const ANSWERS: readonly (readonly [owed: readonly Owed[], bytes: Buffer])[] = [
  [SIMPLE, Buffer.concat([...RESULT, complete('SELECT 2'), failure('x'), ready()])],
  [EXTENDED, Buffer.concat([message('1'), message('2'), ...RESULT, complete('SELECT 2'), ready()])],
]

/** Reads bytes that come in pieces of these sizes. */
function read(owed: readonly Owed[], bytes: Buffer, sizes: readonly number[]): readonly Outcome[] {
  const reader = new FrameReader()
  const answers = new Answers(owed)
  let at = 0
  for (let i = 0; at < bytes.length; i += 1) {
    const next = at + (sizes[i % sizes.length] ?? bytes.length)
    reader.push(Buffer.from(bytes.subarray(at, next)))
    at = next
    for (let frame = reader.next(); frame && !answers.isFinished; frame = reader.next())
      answers.take(frame)
  }
  return answers.outcomes
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })

test.each(ANSWERS)('an answer is the same however it is cut', (owed, bytes) => {
  const whole = read(owed, bytes, [])
  fc.assert(
    fc.property(sizes, (cut) => {
      expect(read(owed, bytes, cut)).toEqual(whole)
    }),
  )
})

test.each(ANSWERS)(
  'wrong bytes are a violation or another answer, and nothing else',
  (owed, bytes) => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(changes, sizes, (changed, cut) => {
        const wrong = Buffer.from(bytes)
        for (const [at, byte] of changed) wrong[at] = byte
        try {
          read(owed, wrong, cut)
        } catch (error) {
          if (!(error instanceof WireViolation || error instanceof TooLarge)) throw error
        }
      }),
      { numRuns: 500 },
    )
  },
)

test('no more rows are held than memory is meant for', () => {
  const names = Array.from({ length: 1000 }, () => 'a')
  const row = dataRow(...names.map(() => null))
  const answers = new Answers(SIMPLE)
  const take = (bytes: Buffer) => {
    const reader = new FrameReader()
    reader.push(bytes)
    answers.take(reader.next() as Frame)
  }
  take(rowDescription(names))
  const takeAll = () => {
    for (;;) take(row)
  }
  expect(takeAll).toThrow(TooLarge)
})
