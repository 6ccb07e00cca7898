import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from '../../../src/model/errors.js'
import { changesText, profileChanges } from '../../../src/probe/profile-diff.js'
import { profileNamed } from '../../../src/target/profile/named.js'
import {
  type ProfileFile,
  printProfileFile,
  readProfileFile,
} from '../../../src/target/profile/profile-file.js'

const folder = mkdtempSync(join(tmpdir(), 'goldeneye-profile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lossy = { as: 'milliseconds', because: 'cut' } as const
const FILE: ProfileFile = {
  goldeneye: 'profile 1',
  endpoint: 'acme 2.0',
  capabilities: ['transactions', 'cancel'],
  statusAfterError: 'postgres',
  batches: 'transaction',
  reads: 'local',
  sessionSetup: [],
  types: {
    'VARCHAR[]': { oid: 1009, text: '{duck}' },
    TIME: { oid: 1083, text: '12:34:56.789', lossy },
    'INTEGER[]': { oid: 1007, text: '{42}', refused: ['result binary'] },
    BLOB: { oid: 17, text: '\\x00', refused: ['result binary', 'parameter binary'] },
    'DECIMAL(18,2)': { oid: 1700, modifier: 1179654, text: '0.00', wrong: ['result text'] },
    HUGEINT: { missing: true },
  },
}

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('a file is sorted, and has a line for each type', () => {
  expect(printProfileFile(FILE)).toMatchInlineSnapshot(`
    "{
      "goldeneye": "profile 1",
      "endpoint": "acme 2.0",
      "capabilities": [
        "cancel",
        "transactions"
      ],
      "batches": "transaction",
      "reads": "local",
      "sessionSetup": [],
      "statusAfterError": "postgres",
      "types": {
        "BLOB": { "oid": 17, "refused": ["result binary","parameter binary"], "text": "\\\\x00" },
        "DECIMAL(18,2)": { "modifier": 1179654, "oid": 1700, "text": "0.00", "wrong": ["result text"] },
        "HUGEINT": { "missing": true },
        "INTEGER[]": { "oid": 1007, "refused": ["result binary"], "text": "{42}" },
        "TIME": { "lossy": {"as":"milliseconds","because":"cut"}, "oid": 1083, "text": "12:34:56.789" },
        "VARCHAR[]": { "oid": 1009, "text": "{duck}" }
      }
    }
    "
  `)
})

test('what is written is read back, and written the same again', () => {
  const path = written('acme.profile.json', printProfileFile(FILE))
  const read = readProfileFile(path)
  expect(profileChanges(FILE, read)).toEqual([])
  expect(printProfileFile(read)).toBe(printProfileFile(FILE))
})

test('as a profile: types by their keys, and only the losses that all of a key have', () => {
  const profile = profileNamed(written('acme.profile.json', printProfileFile(FILE)))
  expect(profile).toMatchObject({ name: 'acme', batches: 'transaction', reads: 'local' })
  expect(profile.capabilities).toEqual(new Set(['cancel', 'transactions']))
  expect(Object.fromEntries(profile.types)).toEqual({
    TIME: { oids: [1083], lossy },
    LIST: { oids: [1007, 1009] },
    BLOB: { oids: [17], textOnly: ['results', 'parameters'] },
    DECIMAL: { oids: [1700] },
  })
})

test.each([
  ['no JSON', '{', 'is no JSON'],
  ['something else', '{"name": "x"}', 'is no profile of goldeneye'],
  ['a newer format', '{"goldeneye": "profile 2"}', 'by a newer goldeneye (format 2'],
  ['a list', '[]', 'is no profile of goldeneye'],
  ['an unknown member', printProfileFile(FILE).replace('"reads"', '"raeds"'), 'raeds'],
  ['an unknown capability', printProfileFile(FILE).replace('"cancel"', '"fly"'), 'capabilities.0'],
  ['no type', printProfileFile(FILE).replace('"BLOB"', '"BL OB("'), '"BL OB(" is no type'],
])('a file with %s is refused in a sentence', (name, text, says) => {
  const path = written(`${name}.json`, text)
  const read = () => readProfileFile(path)
  expect(read).toThrow(UsageError)
  expect(read).toThrow(says)
})

test('a file that is not there', () => {
  expect(() => profileNamed(join(folder, 'none.json'))).toThrow('there is no profile file')
})

test('what changed, line by line; the version is no change', () => {
  const { BLOB: _, ...types } = FILE.types
  const after: ProfileFile = {
    ...FILE,
    endpoint: 'acme 2.1',
    capabilities: ['transactions', 'portals'],
    batches: 'each',
    types: { ...types, TIME: { oid: 1083, text: '12:34:56.789' }, UUID: { missing: true } },
  }
  expect(changesText(profileChanges(FILE, after))).toMatchInlineSnapshot(`
    "batches
      - "transaction"
      + "each"
    capabilities.cancel
      - yes
    capabilities.portals
      + yes
    types.BLOB
      - { "oid": 17, "refused": ["result binary","parameter binary"], "text": "\\\\x00" }
    types.TIME
      - { "lossy": {"as":"milliseconds","because":"cut"}, "oid": 1083, "text": "12:34:56.789" }
      + { "oid": 1083, "text": "12:34:56.789" }
    types.UUID
      + { "missing": true }
    "
  `)
})
