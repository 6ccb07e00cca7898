import { expect, test } from 'vitest'
import { parseTargetSpec, withoutPassword } from '../../../src/config/target-spec.js'
import { UsageError } from '../../../src/model/errors.js'

const POSTGRES = { kind: 'postgres', name: 'postgres', directory: undefined }

test.each([
  ['duckdb', { kind: 'duckdb', name: 'duckdb', threads: 1 }],
  ['duckdb:threads=4', { kind: 'duckdb', name: 'duckdb', threads: 4 }],
  [
    'duckdb:perturbed',
    { kind: 'duckdb', name: 'duckdb:perturbed=all', threads: 1, perturbation: 'all' },
  ],
  [
    'duckdb:threads=2,perturbed=order',
    { kind: 'duckdb', name: 'duckdb:perturbed=order', threads: 2, perturbation: 'order' },
  ],
  ['lab', { kind: 'lab', name: 'lab', nodes: 3, mutant: undefined }],
  ['lab:nodes=5', { kind: 'lab', name: 'lab', nodes: 5, mutant: undefined }],
  ['lab:mutant=m,nodes=1', { kind: 'lab', name: 'lab:m', nodes: 1, mutant: 'm' }],
  ['postgres', { ...POSTGRES, replication: 'async', reads: 'linearizable', standbys: 2 }],
  ['postgres:sync', { ...POSTGRES, replication: 'sync', reads: 'linearizable', standbys: 2 }],
  [
    'postgres:async,reads=local,standbys=1',
    { ...POSTGRES, replication: 'async', reads: 'local', standbys: 1 },
  ],
  ['ducklake', { kind: 'ducklake', name: 'ducklake', catalog: undefined }],
  ['ducklake:duckdb', { kind: 'ducklake', name: 'ducklake', catalog: undefined }],
  [
    'ducklake:lab:nodes=1',
    {
      kind: 'ducklake',
      name: 'ducklake:lab',
      catalog: { kind: 'lab', name: 'lab', nodes: 1, mutant: undefined },
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
  ['lab:size=3', '"size" is no setting of this target'],
  ['lab:mutant=', '"mutant" is no setting'],
  ['lab:mutant', '"mutant" is no setting'],
  ['lab:nodes=0', 'nodes=0 is not between 1 and 9'],
  ['lab:nodes=99', 'nodes=99 is not between 1 and 9'],
  ['ducklake:none', '--subject "none" is no target'],
  ['ducklake:ducklake', 'a DuckLake catalog cannot be in ducklake'],
  ['postgres:often', '"often" is no setting of this target'],
  ['postgres:reads=stale', 'reads=stale is no setting'],
  ['postgres:standbys=0', 'standbys=0 is not between 1 and 8'],
  ['duckdb:perturbed=madly', 'no perturbation "madly"'],
  ['duckdb:threads=two', 'threads=two is not between 1 and 64'],
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
