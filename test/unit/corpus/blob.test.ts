import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BLOB_TEXT_BYTES_MAX,
  blobName,
  decodeBlob,
  decodeText,
  encodeBlob,
  encodeText,
  isBlob,
} from '../../../src/corpus/blob.js'
import { parseCase } from '../../../src/corpus/case-file.js'
import { UsageError } from '../../../src/model/errors.js'
import { anyCase } from './any-case.js'

const SMALL = `-- goldeneye case 1
-- finding: GE-7f3a9c21   oracle: differential   kind: type
CREATE TABLE t0 (c0 DECIMAL(18,2));
INSERT INTO t0 VALUES (1.50), (9.00);
SELECT sum(c0) FROM t0;
`

test('decode ∘ encode is the identity', () => {
  fc.assert(
    fc.property(anyCase(), (original) => {
      expect(decodeBlob(encodeBlob(original))).toEqual(original)
    }),
    { numRuns: 10 },
  )
})

test('a blob is one word of a command line, and about as long as a small case', () => {
  const blob = encodeText(SMALL)
  expect(blob).toMatch(/^ge1:[\w-]+$/)
  expect(blob.length).toBeLessThan(1.3 * SMALL.length)
  expect(encodeText(SMALL.repeat(20)).length).toBeLessThan(2 * SMALL.length)
  expect(isBlob(blob)).toBe(true)
  expect(['GE-7f3a9c21', 'session.sql', 'ge:x', 'c:/ge1:x'].filter(isBlob)).toEqual([])
  expect(blobName(blob)).toBe(`${blob.slice(0, 16)}…`)
})

test('what a terminal or a mail puts into a blob does no harm', () => {
  const blob = encodeText(SMALL)
  const wrapped = ` ${blob.slice(0, 30)}\r\n  ${blob.slice(30, 50)}\n${blob.slice(50)}\n`
  expect(decodeText(wrapped)).toBe(SMALL)
})

test('no cut, no changed character and nothing behind the end goes unnoticed', () => {
  const blob = encodeText(SMALL)
  for (const more of ['x', 'xx', 'xxx', 'AAAA', blob.slice(4)]) {
    expect(() => decodeText(blob + more), more).toThrow(UsageError)
  }
  for (let length = 0; length < blob.length; length += 1) {
    const cut = blob.slice(0, length)
    expect(() => decodeText(cut), cut).toThrow(UsageError)
  }
  for (let at = 4; at < blob.length; at += 1) {
    const changed = `${blob.slice(0, at)}${blob[at] === 'A' ? 'B' : 'A'}${blob.slice(at + 1)}`
    expect(() => decodeText(changed), changed).toThrow(UsageError)
  }
})

test.each([
  ['ge2:AAAA', 'was made by a newer goldeneye', 'update'],
  [encodeText(SMALL).slice(0, -9), 'is cut', 'copy it whole'],
  [`${encodeText(SMALL).slice(0, 40)}…`, 'holds "…"', 'copy it whole'],
  ['GE1:AAAA', 'is no blob', 'copy it whole'],
  ['ge1:', 'is cut', 'copy it whole'],
  [encodeText(SMALL).replace(/^ge1:..../, 'ge1:AAAA'), 'checksum', 'copy it whole'],
])('%s: %s', (blob, says, next) => {
  expect.assertions(2)
  try {
    decodeBlob(blob)
  } catch (error) {
    expect((error as UsageError).message).toContain(says)
    expect((error as UsageError).hint).toContain(next)
  }
})

test('a few bytes that stand for more than any case are not unpacked', () => {
  const bomb = deflateRawSync(Buffer.alloc(BLOB_TEXT_BYTES_MAX + 1, 32))
  const blob = `ge1:${Buffer.concat([Buffer.alloc(6), bomb]).toString('base64url')}`
  expect(blob.length).toBeLessThan(30_000)
  expect(() => decodeText(blob)).toThrow('16 MB')
})

test('a blob whose text is no case says where, by the beginning of the blob', () => {
  const blob = encodeText('-- goldeneye case 1\n-- @session\nSELECT 1;\n')
  expect(() => decodeBlob(blob)).toThrow(`${blobName(blob)}:2: `)
  expect(parseCase(SMALL, 'x').plan.steps).toHaveLength(3)
})
