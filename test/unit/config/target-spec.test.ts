import { expect, test } from 'vitest'
import { parseTargetSpec, withoutPassword } from '../../../src/config/target-spec.js'
import { UsageError } from '../../../src/model/errors.js'

const POSTGRES = { kind: 'postgres', name: 'postgres', directory: undefined }

test.each([
  ['duckdb', { kind: 'duckdb', name: 'duckdb', threads: 1 }],
  ['duckdb:threads=4', { kind: 'duckdb', name: 'duckdb:threads=4', threads: 4 }],
  [
    'duckdb:perturbed',
    { kind: 'duckdb', name: 'duckdb:perturbed', threads: 1, perturbation: 'all' },
  ],
  [
    'duckdb:threads=2,perturbed=order',
    {
      ...{ kind: 'duckdb', name: 'duckdb:threads=2,perturbed=order' },
      ...{ threads: 2, perturbation: 'order' },
    },
  ],
  ['lab', { kind: 'lab', name: 'lab', nodes: 3, mutant: undefined }],
  ['lab:nodes=5', { kind: 'lab', name: 'lab:nodes=5', nodes: 5, mutant: undefined }],
  ['lab:mutant=m,nodes=1', { kind: 'lab', name: 'lab:mutant=m,nodes=1', nodes: 1, mutant: 'm' }],
  ['postgres', { ...POSTGRES, replication: 'async', reads: 'linearizable', standbys: 2 }],
  [
    'postgres:sync',
    { ...POSTGRES, name: 'postgres:sync', replication: 'sync', reads: 'linearizable', standbys: 2 },
  ],
  [
    'postgres:async,reads=local,standbys=1',
    {
      ...{ ...POSTGRES, name: 'postgres:reads=local,standbys=1' },
      ...{ replication: 'async', reads: 'local', standbys: 1 },
    },
  ],
  [
    'postgres:mutant=m,sync',
    {
      ...{ ...POSTGRES, name: 'postgres:sync,mutant=m', mutant: 'm' },
      ...{ replication: 'sync', reads: 'linearizable', standbys: 2 },
    },
  ],
  ['ducklake', { kind: 'ducklake', name: 'ducklake', catalog: undefined }],
  ['ducklake:duckdb', { kind: 'ducklake', name: 'ducklake', catalog: undefined }],
  [
    'ducklake:lab:nodes=1',
    {
      kind: 'ducklake',
      name: 'ducklake:lab:nodes=1',
      catalog: { kind: 'lab', name: 'lab:nodes=1', nodes: 1, mutant: undefined },
    },
  ],
])('%s', (text, expected) => {
  expect(parseTargetSpec(text, '--subject')).toEqual(expected)
})

test.each(['postgres://u@h:5432/db', 'postgresql://h/db', 'POSTGRES://h'])('the URL %s', (url) => {
  expect(parseTargetSpec(url, '--subject')).toMatchObject({ kind: 'pg', url })
})

test.each([
  ['lba', '--subject "lba" is no target'],
  ['', '--subject "" is no target'],
  ['mysql://u:hunter2@h/db', '--subject "mysql://u@h/db" is no target'],
  ['lab:size=3', '--subject: "size" is no setting of lab'],
  ['lab:bogus', '--subject: "bogus" is no setting of lab'],
  ['lab:__proto__=1', '"__proto__" is no setting of lab'],
  ['lab:nodes=2,', '"" is no setting of lab'],
  ['lab:mutant=', '--subject lab: mutant has no value'],
  ['lab:mutant', 'mutant has no value'],
  ['lab:nodes=0', '--subject lab: nodes=0 is not a whole number between 1 and 9'],
  ['lab:nodes=99', 'nodes=99 is not a whole number between 1 and 9'],
  ['lab:nodes=1.5', 'nodes=1.5 is not a whole number between 1 and 9'],
  ['lab:nodes=1,nodes=2', 'nodes=2 is given twice'],
  ['ducklake:none', '--subject "none" is no target'],
  ['ducklake:ducklake', 'a DuckLake catalog cannot be in ducklake'],
  ['postgres:often', '--subject: "often" is no setting of postgres'],
  ['postgres:sync,async', 'replication=async is given twice'],
  ['postgres:reads=stale', 'reads=stale is not linearizable or local'],
  ['postgres:replication=maybe', 'replication=maybe is not async or sync'],
  ['postgres:standbys=0', 'standbys=0 is not a whole number between 1 and 8'],
  ['duckdb:perturbed=madly', 'perturbed=madly is not all or threads or order'],
  ['duckdb:threads=two', 'threads=two is not a whole number between 1 and 64'],
])('a mistake: %j', (text, says) => {
  expect(() => parseTargetSpec(text, '--subject')).toThrow(UsageError)
  expect(() => parseTargetSpec(text, '--subject')).toThrow(says)
})

test.each([
  ['postgres://u:hunter2@h:1/db', 'postgres://u@h:1/db'],
  ['postgres://u:hun@ter2@h/db', 'postgres://u@h/db'],
  ['postgres://u:hun/ter2@h/db', 'postgres://u@h/db'],
  ['postgres://:hunter2@h1,h2/db', 'postgres://@h1,h2/db'],
  ['postgres://u@h/db?password=hunter2', 'postgres://u@h/db'],
  ['postgres://u@h/db?password=hunter2&sslmode=require', 'postgres://u@h/db?sslmode=require'],
  ['postgres://u@h/db?a=b&Password=hunter2', 'postgres://u@h/db?a=b'],
  ['lab:mutant=m', 'lab:mutant=m'],
])('%s without its password', (text, expected) => {
  expect(withoutPassword(text)).toBe(expected)
})

test.each([
  ['lab:bogus', 'lab takes mutant=NAME (goldeneye list mutants), nodes=1..9; for example lab:'],
  [
    'postgres:bogus',
    'postgres takes sync, async, replication=async|sync, reads=linearizable|local, standbys=1..8',
  ],
])('%s: what may stand there', (text, hint) => {
  try {
    parseTargetSpec(text, '--subject')
    expect.unreachable()
  } catch (error) {
    expect((error as UsageError).hint).toContain(hint)
  }
})

test.each([
  ...['duckdb', 'duckdb:threads=2,perturbed=order', 'duckdb:perturbed', 'lab', 'lab:nodes=1'],
  ...['lab:mutant=m,nodes=5', 'postgres', 'postgres:sync', 'postgres:sync,reads=local,standbys=1'],
  ...['ducklake', 'ducklake:postgres:sync', 'ducklake:postgres://u@h/db', 'postgres://u@h,h2/db'],
])('%s is called what a user types for it', (text) => {
  expect(parseTargetSpec(text, '--subject').name).toBe(text)
})

test.each([
  ['postgres:async,standbys=02', 'postgres'],
  ['lab:nodes=3', 'lab'],
  ['postgres:standbys=1,sync', 'postgres:sync,standbys=1'],
  ['postgres://u:hunter2@h/db?password=hunter2', 'postgres://u@h/db'],
  ['ducklake:postgres://u:hunter2@h/db', 'ducklake:postgres://u@h/db'],
])('%s is called %s', (text, name) => {
  expect(parseTargetSpec(text, '--subject').name).toBe(name)
})
